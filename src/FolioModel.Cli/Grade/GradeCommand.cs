using System.CommandLine;
using System.Text.Json;
using FolioModel.Cli.Explain;
using FolioModel.Cli.Quiz;
using FolioModel.Cli.Show;

namespace FolioModel.Cli.Grade;

/// <summary><c>folio grade FILE</c>: checks the answers to a quiz.</summary>
internal static class GradeCommand
{
    private const string Text = """
        Check the answers to a sheet of 'folio quiz', and explain every wrong one from the ledger.

        FILE is the sheet as 'folio quiz' printed it, with the answers behind 'answer 1:' and so on; its JSON with the field "answer" filled
        in; or JSON such as {"quiz": "counts", "seed": 7, "answers": {"1": 3, "2": "page cache 1"}}. - stands for standard input.
        Example:
          folio quiz counts --seed 7 > sheet.txt     then fill it in
          folio grade sheet.txt

        Exit code: 0 all answers are right, 1 some are wrong or missing, 2 bad input or usage.
        """;

    private static readonly Argument<string> s_file = new("FILE") { Description = "The answers; - for standard input." };
    private static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON object." };

    public static Command Create()
    {
        Command command = new("grade", Text) { s_file, s_json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        string path = parsed.GetValue(s_file)!;
        try
        {
            AnswerSheet answers = AnswerSheet.Read(path == "-" ? Console.In.ReadToEnd() : File.ReadAllText(path));
            QuizSheet sheet = QuizCommand.SheetOf(answers.Request with { Subject = SubjectOf(answers.Request.Subject, path) });
            if (answers.Fingerprint is { } fingerprint && fingerprint != sheet.Fingerprint)
            {
                throw new BadAnswersException(
                    $"the answers are to sheet {fingerprint}, but 'folio quiz {answers.Request}' gives sheet {sheet.Fingerprint} here: "
                        + $"it was "
                    + "made by another version, or from another file");
            }

            Grading[] gradings = [.. sheet.Questions.Select((q, i) => Grading.Of(i + 1, q, answers.Answers.GetValueOrDefault(i + 1, "")))];
            if (answers.Answers.Keys.FirstOrDefault(n => n < 1 || n > gradings.Length) is > 0 and int unknown)
            {
                throw new BadAnswersException($"there is no question {unknown}: the sheet has {gradings.Length}");
            }

            if (parsed.GetValue(s_json))
            {
                WriteJson(sheet, gradings, output);
            }
            else
            {
                Write(gradings, output);
            }

            return Array.TrueForAll(gradings, static g => g.IsRight) ? ExitCode.Holds : ExitCode.Violated;
        }
        catch (Exception error) when (
            error is UsageException or BadAnswersException or BadFolioScriptException or IOException or UnauthorizedAccessException)
        {
            return Complaint.Write(parsed.InvocationConfiguration.Error, "grade", error.Message);
        }
    }

    /// <summary>A scenario file's path as it is from here: beside the answers, where it is not found as it stands.</summary>
    private static string SubjectOf(string subject, string answers)
    {
        if (subject == "-")
        {
            throw new BadAnswersException("the sheet is about a program from standard input, which is not kept; make it from a file");
        }

        if (!subject.EndsWith(ScenarioFile.Ending, StringComparison.Ordinal) || File.Exists(subject) || answers == "-")
        {
            return subject;
        }

        string beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(answers))!, subject);
        return File.Exists(beside) ? beside : subject;
    }

    private static void Write(Grading[] gradings, TextWriter output)
    {
        foreach (Grading grading in gradings)
        {
            output.WriteLine(grading.Given.Length == 0 ? $"{grading.Number}. no answer; it is: {grading.Question.Answer}"
                : grading.IsRight ? $"{grading.Number}. right: {grading.Given}"
                : $"{grading.Number}. wrong: {Printable.OneLine(grading.Given)}; it is: {grading.Question.Answer}");
            if (!grading.IsRight)
            {
                output.WriteLine($"   {grading.Question.Text}");
                QuizText.WriteExplanation(grading.Question, output);
            }
        }

        output.WriteLine($"{gradings.Count(static g => g.IsRight)} of {gradings.Length} right.");
    }

    private static void WriteJson(QuizSheet sheet, Grading[] gradings, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new
        {
            quiz = sheet.Request.Subject,
            seed = sheet.Request.Seed,
            right = gradings.Count(static g => g.IsRight),
            of = gradings.Length,
            questions = gradings.Select(static g => new
            {
                number = g.Number,
                right = g.IsRight,
                given = g.Given,
                answer = g.Question.Answer,
                explanation = g.IsRight ? [] : g.Question.Explanation,
            }),
        },
        JsonForm.Options));

    private sealed record Grading(int Number, QuizQuestion Question, string Given, bool IsRight)
    {
        public static Grading Of(int number, QuizQuestion question, string given) => new(
            number, question, given, given.Length > 0 && AnswerText.IsRight(question.Form, given, question.Answer));
    }
}
