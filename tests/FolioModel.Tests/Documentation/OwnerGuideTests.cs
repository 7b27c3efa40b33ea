using System.Text.RegularExpressions;
using FolioModel.Tests.Explain;
using FolioModel.Tests.Samples;

namespace FolioModel.Tests.Documentation;

/// <summary>The guide to adding an owner shows the sample as it is, and its commands do what it says.</summary>
[TestFixture]
internal sealed partial class OwnerGuideTests
{
    private const string Guide = "docs/contribute/adding-an-owner.md";
    private const string Left = "// ...";

    private static string Text => File.ReadAllText(Path.Combine(Repository.Root, Guide));

    private static IEnumerable<TestCaseData> Excerpts() => Excerpt().Matches(Text).Select(static m =>
        new TestCaseData(m.Groups["file"].Value, m.Groups["code"].Value).SetArgDisplayNames(m.Groups["file"].Value, $"at {m.Index}"));

    private static IEnumerable<string> Commands() => CommandWithModule().Matches(Text).Select(static m => m.Groups["arguments"].Value);

    /// <summary>The parts between lines that leave something out stand in the file, in this order.</summary>
    [TestCaseSource(nameof(Excerpts))]
    public void An_excerpt_stands_in_the_samples_source(string file, string code)
    {
        string source = File.ReadAllText(Path.Combine(Repository.Root, file));
        int from = 0;
        foreach (string part in code.Split('\n').Aggregate(new List<string> { "" }, Join))
        {
            int at = source.IndexOf(part, from, StringComparison.Ordinal);
            Assert.That(at, Is.Not.Negative, $"{file} has not:\n{part}");
            from = at + part.Length;
        }
    }

    [Test]
    public void Every_block_of_code_is_such_an_excerpt() =>
        Assert.That(AnyCode().Count(Text), Is.EqualTo(Excerpts().Count()).And.GreaterThan(8));

    [TestCaseSource(nameof(Commands))]
    public void A_command_of_the_guide_runs(string arguments)
    {
        CommandLine run = CommandLine.Run(["--module", OwnFileSystemTests.Module, .. arguments.Split(' ')]);

        bool isFound = arguments.Contains("leaky", StringComparison.Ordinal) || arguments.Contains("--without", StringComparison.Ordinal);
        Assert.That(run.ExitCode, Is.EqualTo(isFound ? 1 : 0), run.Output + run.Error);
    }

    [Test]
    public void The_guide_has_commands() => Assert.That(Commands().Count(), Is.GreaterThan(6));

    /// <summary>The excerpt of a report has what the command prints, but for the lines that it leaves out.</summary>
    [Test]
    public void The_report_in_the_guide_is_the_commands()
    {
        string report = CommandLine.Run("--module", OwnFileSystemTests.Module, "check", "--subject", "smallfs-leaky").Output;
        string shown = Report().Match(Text).Groups["text"].Value;
        foreach (string line in shown.Split('\n').Where(static l => l.Length > 0 && l != "..."))
        {
            // The line of a call that the compiler has inlined is not exact.
            string pattern = Regex.Escape(line.Replace(" ...", "", StringComparison.Ordinal));
            Assert.That(report, Does.Match(LineNumber().Replace(pattern, @"\.cs:\d+")));
        }
    }

    private static List<string> Join(List<string> parts, string line)
    {
        if (line.Trim() == Left)
        {
            parts.Add("");
        }
        else
        {
            parts[^1] += $"{line}\n";
        }

        return parts;
    }

    [GeneratedRegex("```(?:csharp|xml)\n(?:// |<!-- )(?<file>samples/\\S+)(?: -->)?\n(?<code>.*?)\n```", RegexOptions.Singleline, 10_000)]
    private static partial Regex Excerpt();

    [GeneratedRegex("```(?:csharp|xml)\n", RegexOptions.None, 10_000)]
    private static partial Regex AnyCode();

    [GeneratedRegex("^folio --module \\S+ (?<arguments>.+)$", RegexOptions.Multiline, 10_000)]
    private static partial Regex CommandWithModule();

    [GeneratedRegex(@"\\\.cs:\d+", RegexOptions.None, 10_000)]
    private static partial Regex LineNumber();

    [GeneratedRegex("```text\n(?<text>smallfs/.*?)```", RegexOptions.Singleline, 10_000)]
    private static partial Regex Report();
}
