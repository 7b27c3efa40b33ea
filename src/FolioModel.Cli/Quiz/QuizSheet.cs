using System.Security.Cryptography;
using System.Text;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Quiz;

/// <summary>A program and questions about it. The same topic, seed, level and number of questions give the same sheet.</summary>
internal sealed class QuizSheet
{
    /// <summary>After so many tries a kind that can be asked nowhere no longer keeps the others from being asked again.</summary>
    private const int KindTries = 48;

    private const int MostTries = 800;

    private QuizSheet(QuizRequest request, IReadOnlyList<string> program, IReadOnlyList<QuizQuestion> questions)
    {
        Request = request;
        Program = program;
        Questions = questions;
        string all = string.Join('\n', program.Concat(questions.Select(static q => q.Text)));
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..8];
    }

    /// <summary>The request.</summary>
    public QuizRequest Request { get; }

    /// <summary>The program, a line each.</summary>
    public IReadOnlyList<string> Program { get; }

    /// <summary>The questions, by the line that they are about.</summary>
    public IReadOnlyList<QuizQuestion> Questions { get; }

    /// <summary>Tells a sheet from one that another version of the command, or of the file, made.</summary>
    public string Fingerprint { get; }

    /// <summary>Makes a sheet on a topic.</summary>
    public static QuizSheet Of(QuizTopic topic, QuizRequest request)
    {
        SplitMix dice = DiceOf(request);
        ProgramWriter writer = new(dice, request.Level);
        topic.Write(writer);
        return Ask(request, writer.Lines, topic.Kinds, dice);
    }

    /// <summary>Makes a sheet on a scenario file.</summary>
    /// <exception cref="BadFolioScriptException">The file cannot be run.</exception>
    public static QuizSheet Of(FolioScript script, QuizRequest request) =>
        Ask(request, script.Source, QuizTopics.AllKinds, DiceOf(request));

    private static SplitMix DiceOf(QuizRequest request) => new(SplitMix.Derive((ulong)request.Seed, request.Level));

    private static QuizSheet Ask(QuizRequest request, IReadOnlyList<string> program, IReadOnlyList<QuestionKind> kinds, SplitMix dice)
    {
        FolioSession.Of(program, ModuleSet.BuiltIn.ScriptVerbs);
        Dictionary<int, QuizMoment> moments = [];
        Dictionary<string, QuizQuestion> asked = new(StringComparer.Ordinal);
        List<QuestionKind> left = [];
        for (int i = 0; i < MostTries && asked.Count < request.Questions; i++)
        {
            if (left.Count == 0)
            {
                left.AddRange(kinds);
            }

            QuestionKind kind = left[dice.Below(left.Count)];
            int line = 1 + dice.Below(program.Count);
            if (!moments.TryGetValue(line, out QuizMoment? moment))
            {
                moments[line] = moment = new QuizMoment(program, line);
            }

            if (kind(moment, dice) is { } question && asked.TryAdd(question.Text, question))
            {
                left.Remove(kind);
            }
            else if (i % KindTries == KindTries - 1)
            {
                left.Clear();
            }
        }

        return new QuizSheet(request, program, [.. asked.Values.OrderBy(static q => q.Line)]);
    }
}
