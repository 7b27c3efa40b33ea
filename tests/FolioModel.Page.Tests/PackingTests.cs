using System.IO.Compression;
using System.Text.Json.Nodes;
using FolioModel.Cli.Modules;
using FolioModel.Cli.Show;

namespace FolioModel.Page.Tests;

/// <summary>
/// A page keeps a long trace packed: nothing is lost, the same trace gives the same bytes, and every page is within its budget.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class PackingTests
{
    private const int PageBudget = 150 * 1024;
    private const int CollectionBudget = 600 * 1024;
    private const int ScriptBudget = 60 * 1024;

    private static IEnumerable<TestCaseData> LongTraces =>
    [
        Long("a random program", static () => Programs.Record(seed: 2, operations: 80, out _)),
        Long("a lesson", static () => ScriptShelf.FindAny("05-lru")!.Run()),
        Long("two machines", static () => ScriptShelf.FindAny("two-lrus")!.Run()),
        Long("a race", static () => ExplorationTrace.Of(Stories.Exhibit("isolate-race"))),
        Long("a race with a shared variable", static () => ExplorationTrace.Of(Stories.Exhibit("hole-fill"))),
        Long("a scenario", static () => FolioTrace.Of(Stories.Explain("oom"))),
    ];

    [TestCaseSource(nameof(LongTraces))]
    public void APackedTraceIsReadBackWhole(Func<FolioTrace> record)
    {
        FolioTrace trace = record();
        string page = ShowPage.Write(trace);
        Assert.That(page.Contains("\"patch\"", StringComparison.Ordinal), Is.False, "the page was expected to be packed");
        AssertSame(ShowPage.Read(page), trace);
        Assert.That(ShowPage.Write(trace), Is.EqualTo(page));
    }

    [Test]
    public void AShortTraceStandsInItsPageToBeRead()
    {
        FolioTrace trace = FolioTrace.Of(Stories.Explain("leak"));
        string page = ShowPage.Write(trace);
        Assert.That(page.Contains("\"format\":\"folio-trace/1\"", StringComparison.Ordinal), Is.True);
        AssertSame(ShowPage.Read(page), trace);
    }

    [Test]
    public void EveryPageIsWithinItsBudgetAndSoIsTheFileOfAllOfThem()
    {
        Assert.That(Stories.Pages.Select(static p => p.Name), Is.Unique);
        Assert.That(Stories.Pages.Where(static p => p.Html.Length >= PageBudget).Select(static p => p.Name), Is.Empty);
        (string, string, string, FolioTrace)[] all = [.. Stories.Pages.Select(static p => (p.Name, p.Text, p.Kind, p.Trace))];
        Assert.That(ShowPage.WriteCollection("all", all).Length, Is.LessThan(CollectionBudget));
    }

    [Test]
    public void TheScriptIsWithinItsBudget()
    {
        string page = ShowPage.Write(FolioTrace.Of(Stories.Explain("leak")));
        string script = page.Split("<script>")[^1].Split("</script>")[0];
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(script));
        }

        Assert.That(script, Has.Length.GreaterThan(20_000));
        Assert.That(bytes.Length, Is.LessThan(ScriptBudget));
    }

    [TestCase("<html></html>", "it is no page of folio show")]
    [TestCase("<script type=\"application/json\" id=\"data\">AAAA</script>", "the page's data is damaged")]
    [TestCase(
        "<script type=\"application/json\" id=\"data\">H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==</script>",
        "not of the format 'folio-pack/1'")]
    public void WhatIsNoPageIsRefusedWithTheReason(string html, string reason) => Assert.That(
        () => ShowPage.Read(html), Throws.TypeOf<BadFolioTraceException>().With.Message.Contains(reason));

    private static TestCaseData Long(string name, Func<FolioTrace> record) => new TestCaseData(record).SetArgDisplayNames(name);

    private static void AssertSame(FolioTrace read, FolioTrace trace)
    {
        Assert.That(read.Steps, Has.Count.EqualTo(trace.Steps.Count));
        for (int i = 0; i < trace.Steps.Count; i++)
        {
            Assert.That(JsonNode.DeepEquals(read.StateAt(i), trace.StateAt(i)), Is.True, $"the state after step {i}");
        }

        // The states are compared above: a state is the same with its members in another order, as patches may leave them.
        JsonNode document = Document(trace);
        Assert.That(JsonNode.DeepEquals(Document(read), document), Is.True);
        Assert.That(document["head"]!["name"]!.ToString(), Is.EqualTo(trace.Head.Name));
    }

    private static JsonNode Document(FolioTrace trace) => JsonNode.Parse(trace.ToJson())!;
}
