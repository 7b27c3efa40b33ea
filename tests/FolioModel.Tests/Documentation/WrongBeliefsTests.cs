using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using FolioModel.Cli;

namespace FolioModel.Tests.Documentation;

/// <summary>The catalogue of wrong beliefs: each value that it cites is in the recording, and each command that it names runs.</summary>
[TestFixture]
internal sealed partial class WrongBeliefsTests
{
    private const int FewestBeliefs = 15;

    private static readonly string s_root = Repository.Root;

    private static IReadOnlyList<string> Sections { get; } =
        [.. File.ReadAllText(Path.Combine(s_root, "docs/learn/wrong-beliefs.md")).Split("\n## ").Skip(1)];

    private static IEnumerable<TestCaseData> Beliefs =>
        Sections.Select(static s => new TestCaseData(s).SetArgDisplayNames(s[..s.IndexOf('\n', StringComparison.Ordinal)]));

    [Test]
    public void ThereAreEnoughBeliefsAndTheyAreNumbered()
    {
        Assert.That(Sections, Has.Count.GreaterThanOrEqualTo(FewestBeliefs));
        Assert.That(Sections.Select(static s => s[..s.IndexOf('.', StringComparison.Ordinal)]),
            Is.EqualTo(Enumerable.Range(1, Sections.Count).Select(static n => $"{n}")));
    }

    [TestCaseSource(nameof(Beliefs))]
    public void EachBeliefIsRefutedByWhatWasRecorded(string section)
    {
        Match[] citations = [.. Citation().Matches(section).Cast<Match>()];
        Assert.That(citations, Is.Not.Empty);
        Assert.That(citations, Has.Length.EqualTo(section.Split("* Recorded").Length - 1), "a citation is not of the usual form");
        foreach (Match citation in citations)
        {
            Assert.That(MistakeIn(citation), Is.Null, citation.Value);
        }
    }

    [TestCaseSource(nameof(Beliefs))]
    public void EachBeliefNamesCommandsThatRun(string section)
    {
        Match[] commands = [.. Command().Matches(section).Cast<Match>()];
        Assert.That(commands, Is.Not.Empty);
        foreach (Match command in commands)
        {
            string[] words = command.Groups["words"].Value.Split(' ');
            string[] arguments = [
                .. words.Select(static w => w.Contains('/') ? Path.Combine(s_root, w) : w)];
            using StringWriter output = new();
            using StringWriter error = new();
            Assert.That(FolioCommandLine.Run(arguments, output, error), Is.Zero, $"{command.Value}: {error}");
        }
    }

    [TestCase("folio 0 has `ref=1 in=1 own=0 batches=0`, flags `Lru`", true)]
    [TestCase("folio 0 has `ref=2 in=1 own=0 batches=0`, flags `Lru`", false)]
    [TestCase("folio 0 has `ref=1`, flags `Active`", false)]
    [TestCase("folio 0 has `ref=1`, flags not `Lru`", false)]
    [TestCase("folio 1 has `ref=1`", false)]
    [TestCase("folio 0 is freed", false)]
    [TestCase("gives `r=0`", false)]
    [TestCase("folio 0 was seen", false)]
    public void AValueThatWasNotRecordedIsFound(string claims, bool isRight)
    {
        Match citation = Citation().Match(
            $"* Recorded: `kernel/scripted_plain.jsonl.gz`, trace `grab_path/evictable/order0`, operation 4 (`drain`): {claims}");
        Assert.That(MistakeIn(citation) is null, Is.EqualTo(isRight));
    }

    /// <summary>The first claim of a citation that the recording does not bear out, or null.</summary>
    private static string? MistakeIn(Match citation)
    {
        int number = int.Parse(citation.Groups["number"].Value, CultureInfo.InvariantCulture);
        (JsonElement operation, string[] columns) = OperationAt(citation.Groups["file"].Value, citation.Groups["trace"].Value, number);
        if (operation.GetProperty("op").GetString() != citation.Groups["op"].Value)
        {
            return $"operation {number} is {operation.GetProperty("op")}";
        }

        return Array.Find(citation.Groups["claims"].Value.Split("; "), claim => !Holds(claim.Trim(), operation, columns));
    }

    private static bool Holds(string claim, JsonElement operation, string[] columns)
    {
        if (Gives().Match(claim) is { Success: true } gives)
        {
            return operation.TryGetProperty("r", out JsonElement result)
                && result.ToString() == gives.Groups["value"].Value;
        }

        if (Freed().Match(claim) is { Success: true } freed)
        {
            return operation.TryGetProperty("freed", out JsonElement all)
                && all.EnumerateArray().Any(f => f.ToString() == freed.Groups["folio"].Value);
        }

        if (Folio().Match(claim) is not { Success: true } has)
        {
            return false;
        }

        JsonElement[]? row = operation.GetProperty("f").EnumerateArray().Select(static r => r.EnumerateArray().ToArray())
            .FirstOrDefault(r => r[0].ToString() == has.Groups["folio"].Value);
        return row is not null && Words(has.Groups["values"]).All(v => IsValue(row, columns, v))
            && FlagsHold(row, columns, has.Groups["with"], true) && FlagsHold(row, columns, has.Groups["without"], false);
    }

    private static bool IsValue(JsonElement[] row, string[] columns, string claim)
    {
        string[] parts = claim.Split('=');
        int column = Array.IndexOf(columns, parts[0]);
        return column >= 0 && row[column].ToString() == parts[1];
    }

    private static bool FlagsHold(JsonElement[] row, string[] columns, Group claimed, bool wanted)
    {
        FolioFlags flags = (FolioFlags)row[Array.IndexOf(columns, "flags")].GetInt64();
        return Words(claimed).All(name => flags.HasFlag(Enum.Parse<FolioFlags>(name)) == wanted);
    }

    private static string[] Words(Group group) => group.Success ? group.Value.Split(' ') : [];

    private static (JsonElement Operation, string[] Columns) OperationAt(string file, string trace, int number)
    {
        using StreamReader reader = new(new GZipStream(
            File.OpenRead(Path.Combine(s_root, "tests/FolioModel.Tests/Recordings", file)), CompressionMode.Decompress));
        string[]? columns = null;
        while (reader.ReadLine() is { } line)
        {
            JsonElement root = JsonDocument.Parse(line).RootElement;
            if (root.TryGetProperty("name", out JsonElement name))
            {
                columns = name.GetString() == trace ? [.. root.GetProperty("cols").EnumerateArray().Select(static c => c.ToString())]
                    : null;
            }
            else if (columns is not null && root.TryGetProperty("i", out JsonElement index) && index.GetInt32() == number)
            {
                return (root, columns);
            }
        }

        throw new AssertionException($"{file} has no operation {number} of trace {trace}");
    }

    [GeneratedRegex(@"^\* Recorded: `(?<file>[^`]+)`, trace `(?<trace>[^`]+)`, operation (?<number>\d+) \(`(?<op>\w+)`\): (?<claims>.+)$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex Citation();

    [GeneratedRegex(@"^\* Run: `folio (?<words>[^`]+)`$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex Command();

    [GeneratedRegex(@"^gives `r=(?<value>-?\d+)`$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Gives();

    [GeneratedRegex(@"^folio (?<folio>\d+) is freed$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Freed();

    [GeneratedRegex(@"^folio (?<folio>\d+) has( `(?<values>[^`]+)`,?)?( flags `(?<with>[^`]+)`,?)?( flags not `(?<without>[^`]+)`)?$",
        RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Folio();
}
