using System.Text.RegularExpressions;
using FolioModel.Cli;
using FolioModel.Cli.Modules;
using FolioModel.Cli.Repl;

namespace FolioModel.Page.Tests;

/// <summary>The page of learners' questions: each command runs, and its output has the lines that the page quotes.</summary>
[TestFixture]
internal sealed partial class LearnerQuestionsTests
{
    private string _folder = "";

    private static string[] Sections { get; } =
        [.. File.ReadAllText(Path.Combine(SourceTests.Root, "docs", "learn", "questions.md")).Split("\n## ").Skip(1)];

    private static IEnumerable<TestCaseData> Questions =>
        Sections.Select(static s => new TestCaseData(s).SetArgDisplayNames(s.Split('\n')[0]));

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("folio-questions-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void EveryQuestionIsThereAndQuotesAnAnswer()
    {
        Assert.That(Sections, Has.Length.GreaterThanOrEqualTo(13));
        Assert.That(Sections.Where(static s => Blocks(s, "").Count == 0).Select(static s => s.Split('\n')[0]), Is.Empty);
    }

    [TestCaseSource(nameof(Questions))]
    public void TheCommandsGiveTheQuotedLines(string section)
    {
        foreach (Match file in FileBlock().Matches(section))
        {
            File.WriteAllText(Path.Combine(_folder, file.Groups["name"].Value), file.Groups["text"].Value);
        }

        string told = string.Join('\n', Blocks(section, "sh").SelectMany(static b => b.Split('\n')).Select(Run));
        string plain = Plain(told);
        foreach (string quoted in Blocks(section, "").SelectMany(static b => b.Split('\n')))
        {
            Assert.That(plain.Contains(Plain(quoted), StringComparison.Ordinal), Is.True, $"expected '{quoted}' in:\n{told}");
        }
    }

    private string Run(string command)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        if (PipedLines().Match(command) is { Success: true } piped)
        {
            string lines = piped.Groups["lines"].Value.Replace("\\n", "\n", StringComparison.Ordinal);
            using StringReader input = new(lines);
            new ReplSession(output, error, ModuleSet.BuiltIn).Run(input, isTerminal: false);
        }
        else
        {
            string[] words = [.. command.Split(' ').Skip(1).Select(w => IsFile(w) ? Path.Combine(_folder, w) : w)];
            FolioCommandLine.Run(words, output, error);
        }

        Assert.That(error.ToString(), Is.Empty, command);
        return output.ToString();
    }

    private static bool IsFile(string word) =>
        word.EndsWith(".folio", StringComparison.Ordinal) || word.EndsWith(".html", StringComparison.Ordinal);

    /// <summary>The texts of the fenced blocks of a language.</summary>
    private static IReadOnlyList<string> Blocks(string section, string language) =>
    [
        .. FencedBlock().Matches(section).Where(m => m.Groups["language"].Value == language)
            .Select(static m => m.Groups["text"].Value.Trim()),
    ];

    /// <summary>A text without the frames of tables, and with single blanks.</summary>
    private static string Plain(string text) => Blanks().Replace(text, " ").Trim();

    [GeneratedRegex(@"^```(?<language>[^\n]*)\n(?<text>.*?)^```$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 10_000)]
    private static partial Regex FencedBlock();

    [GeneratedRegex(@"^```folio (?<name>\S+)\n(?<text>.*?)^```$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 10_000)]
    private static partial Regex FileBlock();

    [GeneratedRegex(@"^printf '(?<lines>[^']*)' \| folio repl$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PipedLines();

    [GeneratedRegex(@"[\s│|]+", RegexOptions.None, 10_000)]
    private static partial Regex Blanks();
}
