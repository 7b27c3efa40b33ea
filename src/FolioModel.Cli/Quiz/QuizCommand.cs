using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;
using FolioModel.Cli.Explain;
using FolioModel.Cli.Explore;
using FolioModel.Cli.Show;

namespace FolioModel.Cli.Quiz;

/// <summary><c>folio quiz TOPIC</c>: a random program and questions about it, which the model answers.</summary>
internal static class QuizCommand
{
    private const string Text = """
        Print a random program and questions about it. The same seed gives the same sheet; another seed gives another one.

        Write the answers behind 'answer 1:' and so on and let 'folio grade' check them, or see them with -c.
        Examples:
          folio quiz --list                        the topics
          folio quiz counts --seed 7               a sheet
          folio quiz counts --seed 7 -c            with the answers, and why
          folio quiz lru --seed 3 > sheet.txt      to fill in; then: folio grade sheet.txt
          folio quiz my.folio --seed 1             about a scenario file (- for standard input)
        """;

    private static readonly Argument<string?> s_topic = new("topic")
    {
        Description = "A topic, a lesson's name, or a scenario file (.folio, or - for standard input).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<long> s_seed = new("--seed")
    {
        Description = "Chooses program and questions.",
        DefaultValueFactory = static _ => 1,
    };

    private static readonly Option<int> s_level = new("--level")
    {
        Description = "Length of the program, from 1 to 3.",
        DefaultValueFactory = static _ => 1,
    };

    private static readonly Option<int> s_questions = new("--questions")
    {
        Description = "How many questions.",
        DefaultValueFactory = static _ => 5,
    };

    private static readonly Option<bool> s_answers = new("--answers", "-c") { Description = "Also print the right answers, and why." };
    private static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON object." };
    private static readonly Option<bool> s_list = new("--list") { Description = "List the topics; with --json an array." };

    public static Command Create()
    {
        s_topic.CompletionSources.Add(static _ => QuizTopics.All.Select(static t => new CompletionItem(t.Name)));
        Command command = new("quiz", Text) { s_topic, s_seed, s_level, s_questions, s_answers, s_json, s_list };
        command.SetAction(Run);
        return command;
    }

    /// <summary>Makes the sheet that was asked for.</summary>
    /// <param name="request">What was asked for.</param>
    /// <exception cref="UsageException">There is no such topic, or a number is out of range.</exception>
    /// <exception cref="BadFolioScriptException">The scenario file cannot be run.</exception>
    public static QuizSheet SheetOf(QuizRequest request)
    {
        if (request.Level is < 1 or > QuizRequest.MostLevels || request.Questions is < 1 or > QuizRequest.MostQuestions)
        {
            throw new UsageException($"expected --level 1 to {QuizRequest.MostLevels} and --questions 1 to {QuizRequest.MostQuestions}");
        }

        if (ScenarioFile.TryRead(request.Subject) is { } script)
        {
            return QuizSheet.Of(script, request);
        }

        return QuizTopics.Find(request.Subject) is { } topic ? QuizSheet.Of(topic, request)
            : throw new UsageException(
                $"there is no topic '{request.Subject}'; {NearestName.Question(request.Subject, QuizTopics.All.Select(static t => t.Name))}"
                + "'folio quiz --list' names them all");
    }

    private static int Run(ParseResult parsed)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        try
        {
            if (parsed.GetValue(s_list) && parsed.GetValue(s_json))
            {
                output.WriteLine(JsonSerializer.Serialize(
                    QuizTopics.All.Select(static t => new { name = t.Name, summary = t.Summary, lesson = t.Lesson }), JsonForm.Options));
                return ExitCode.Holds;
            }

            if (parsed.GetValue(s_list))
            {
                foreach (QuizTopic topic in QuizTopics.All)
                {
                    Columns.Write(output, topic.Name, $"{topic.Summary} (folio show {topic.Lesson})");
                }

                return ExitCode.Holds;
            }

            QuizSheet sheet = SheetOf(new QuizRequest(
                parsed.GetValue(s_topic) ?? throw new UsageException("name a topic; 'folio quiz --list' names them all"),
                parsed.GetValue(s_seed), parsed.GetValue(s_level), parsed.GetValue(s_questions)));
            if (parsed.GetValue(s_json))
            {
                output.WriteLine(QuizJson.Write(sheet, parsed.GetValue(s_answers)));
            }
            else
            {
                QuizText.Write(sheet, parsed.GetValue(s_answers), output);
            }

            return ExitCode.Holds;
        }
        catch (Exception error) when (error is UsageException or BadFolioScriptException or IOException or UnauthorizedAccessException)
        {
            return Complaint.Write(parsed.InvocationConfiguration.Error, "quiz", error.Message);
        }
    }
}
