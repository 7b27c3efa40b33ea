using System.Text;
using System.Text.Json;
using FolioModel.Cli.Workloads;
using FolioModel.Tests.Documentation;
using FolioModel.Tests.Explain;
using FolioModel.Workloads;
using Parquet.Serialization;

namespace FolioModel.Tests.Workloads;

/// <summary>Tests replays in which several groups pay for the files.</summary>
[TestFixture]
internal sealed class GroupReplayTests
{
    private const int Requests = 20_000;

    private const string Star = "{\"groups\": [{\"name\": \"a\", \"files\": [\"*\"]";

    private const string Groups = """
        { "groups": [
            { "name": "database", "files": ["db?"], "max": "500p", "policy": "lru" },
            { "name": "backup", "files": ["/backup/*", "old"], "max": "1M" } ] }
        """;

    [Test]
    public void GroupsAtTheirOwnLimitsMissWhatEachOfThemMissesAlone()
    {
        (string File, long Page)[] work = Work();
        ReplayPolicy fifo = ReplayPolicy.Parse("fifo");
        ReplayResult both = Replay(work, 10_000, null,
            new ReplayGroup("database") { Files = ["db*"], MaxPages = 400, Policy = fifo },
            new ReplayGroup("scan") { Files = ["scan"], MaxPages = 700, Policy = fifo });
        Assert.That(both.Groups.Select(static g => (g.Name, g.Policy)), Is.EqualTo(new[] { ("database", "fifo"), ("scan", "fifo") }));
        foreach (ReplayGroupResult group in both.Groups)
        {
            ReplayResult alone = Replay(
                [.. work.Where(w => w.File == "scan" == (group.Name == "scan"))], group.MaxPages!.Value, fifo);
            Assert.That((group.Accesses, group.Hits, group.Evictions, group.Refaults),
                Is.EqualTo((alone.Accesses, alone.Hits, alone.Evictions, alone.Refaults)), group.Name);
        }

        Assert.That((both.Accesses, both.Hits, both.Evictions), Is.EqualTo(
            (both.Groups.Sum(static g => g.Accesses), both.Groups.Sum(static g => g.Hits), both.Groups.Sum(static g => g.Evictions))));
    }

    [TestCase("classic")]
    [TestCase("mglru")]
    public void AProtectedGroupKeepsItsPagesWhileTheOthersReclaim(string policy)
    {
        (string File, long Page)[] work = Work();
        ReplayGroup database = new("database") { Files = ["db*"] };
        ReplayGroupResult open = Replay(work, 1200, ReplayPolicy.Parse(policy), database).Groups[0];
        ReplayResult kept = Replay(work, 1200, ReplayPolicy.Parse(policy), database with { LowPages = 1000 });
        Assert.That(kept.Groups.Select(static g => g.Name), Is.EqualTo(new[] { "database", "other" }));
        Assert.That(open.Evictions, Is.Positive);
        Assert.That(kept.Groups[0].Evictions, Is.Zero);
        Assert.That(kept.Groups[0].Hits, Is.GreaterThan(open.Hits));
        Assert.That(kept.Groups[1].Evictions, Is.Positive);
    }

    [Test]
    public void FilesOnASimulatedDiskBelongToGroupsToo()
    {
        (string File, long Page)[] work = Work();
        using ITraceReader measured = Open(work);
        ReplayOptions options = new() { ReadaheadPages = 32, DirtyRatio = 20, FileSizes = Workload.Measure(measured).FileSizes };
        using ITraceReader reader = Open(work);
        ReplayResult result = Workload.Replay(reader, [ReplayPolicy.Classic], [3000], options with
        {
            Groups = [new ReplayGroup("database") { Files = ["db*"], MaxPages = 500 }, new ReplayGroup("scan") { Files = ["scan"] }],
        }).Single();
        Assert.That(result.Groups.Select(static g => g.Accesses), Is.EqualTo(
            new long[] { work.Count(static w => w.File != "scan"), work.Count(static w => w.File == "scan") }));
        Assert.That(result.Groups.Sum(static g => g.Hits), Is.EqualTo(result.Hits));
        Assert.That(result.Groups[0].ChargedPages, Is.Positive.And.LessThanOrEqualTo(500));
        Assert.That(result.Groups[0].Evictions, Is.Positive);
    }

    [Test]
    public void EachGroupIsToldWhatItsOwnFilesReadAheadWroteAndWaitedFor()
    {
        // Pairs of pages look like a stream, and what is read ahead of them goes unused; the scan uses all that comes; the log is written.
        (string File, long Page, char Operation)[] work = [.. Enumerable.Range(0, 3000).SelectMany(static i => new[]
        {
            ("pairs", (i / 2 * 61 % 1000 * 40) + (i % 2), 'R'), ("scan", (long)i, 'R'), ("log", i % 700L, 'W'),
        })];
        string text = string.Concat(work.Select(static (w, i) => $"{w.File},{w.Operation},{w.Page * 4096},4096,{i * 100}\n"));
        using ITraceReader measured = Open();
        using ITraceReader reader = Open();
        ReplayResult result = Workload.Replay(reader, [ReplayPolicy.Classic], [1500], new ReplayOptions
        {
            ReadaheadPages = 32,
            DirtyRatio = 20,
            FileSizes = Workload.Measure(measured).FileSizes,
            Groups = [.. new[] { "pairs", "scan", "log" }.Select(static n => new ReplayGroup(n) { Files = [n] })],
        }).Single();
        (ReplayGroupResult pairs, ReplayGroupResult scan, ReplayGroupResult log) = (result.Groups[0], result.Groups[1], result.Groups[2]);
        Assert.That(pairs.ReadaheadWaste, Is.GreaterThan(0.5));
        Assert.That(scan.ReadaheadPages + scan.Misses, Is.EqualTo(3000), "each page comes once, asked for or ahead");
        Assert.That((scan.ReadaheadUnused, pairs.Written, scan.Written), Is.EqualTo((0L, 0L, 0L)));
        Assert.That(log.Written, Is.Positive);
        Assert.That(pairs.Waited, Is.GreaterThan(scan.Waited));
        Assert.That(
            (result.Groups.Sum(static g => g.ReadaheadPages), result.Groups.Sum(static g => g.ReadaheadUnused),
                result.Groups.Sum(static g => g.Written), result.Groups.Sum(static g => g.Waited.Ticks)),
            Is.EqualTo((result.ReadaheadPages, result.ReadaheadUnused, result.Written, result.Waited.Ticks)));

        ITraceReader Open() => Traces.Open(Encoding.UTF8.GetBytes(text), "alibaba");
    }

    [Test]
    public void TheCommandPrintsATableForTheGroupsAndWritesThemAsParquet()
    {
        using TemporaryFiles files = new();
        string trace = files.Write("csv", Csv(Work().Select(static w => (w.File == "scan" ? "/backup/1" : w.File, w.Page))));
        string groups = files.Write("json", Groups);
        string parquet = files.Write("parquet", "");
        string[] arguments = ["replay", trace, "--format", "csv:obj-id-col=1,offset-col=2,length-col=3", "--memory", "4M", "--policy",
            "classic", "--group", groups, "--parquet", parquet];
        CommandLine text = CommandLine.Run(arguments);
        Assert.That(text.ExitCode, Is.Zero, text.Error);
        Assert.That(text.Output, Does.Contain("the groups of classic with 4 MiB"));
        Assert.That(text.Output, Does.Match("database +lru +500 p").And.Match("backup +classic +1 MiB"));
        using JsonDocument json = JsonDocument.Parse(CommandLine.Run([.. arguments, "--json"]).Output);
        JsonElement listed = json.RootElement.GetProperty("results")[0].GetProperty("groups");
        using MemoryStream table = new(File.ReadAllBytes(parquet));
        IList<ReplayRow> rows = ParquetSerializer.DeserializeAsync<ReplayRow>(table).GetAwaiter().GetResult().Data;
        Assert.That(rows.Select(static r => r.Group), Is.EqualTo(new[] { null, "database", "backup" }));
        Assert.That(rows.Skip(1).Select(static r => r.Misses),
            Is.EqualTo(listed.EnumerateArray().Select(static g => g.GetProperty("misses").GetInt64())));
        Assert.That(rows[0].Misses, Is.EqualTo(rows[1].Misses + rows[2].Misses));
        string page = files.Write("html", "");
        CommandLine withPage = CommandLine.Run([.. arguments, "--readahead", "128", "--html", page]);
        Assert.That(withPage.Output, Does.Match("group +policy +limit +accesses .*readahead +unused +written +waited"), withPage.Error);
        string html = File.ReadAllText(page);
        Assert.That(html, Does.Contain("<caption>the groups of classic with 4 MiB</caption>").And.Contain("<th>unused</th>"));
        Assert.That(html, Does.Contain("<td>database</td><td>lru</td><td>500 p</td>").And.Contain("<td>backup</td><td>classic</td>"));
        Assert.That(CommandLine.Run([.. arguments, "--csv"]).Output, Does.Contain(",0,0,0,0,database,lru,500,"));
    }

    [TestCase("{", "groups.json: ")]
    [TestCase("{\"groups\": []}", "expected an object with one member, groups: a list with at least one group")]
    [TestCase("{\"groups\": [{\"name\": \"a\"}]}", "groups[0].files: expected a list of patterns")]
    [TestCase(Star + ", \"max\": \"much\"}]}", "groups[0].max: expected a size such as 512M")]
    [TestCase(Star + ", \"high\": \"1M\"}]}", "groups[0]: expected name, files, max, low, min, policy")]
    [TestCase(Star + ", \"policy\": \"mglru\"}]}", "groups[0].policy: expected one of fifo, lru")]
    [TestCase(Star + "}, {\"name\": \"a\", \"files\": [\"y\"]}]}", "groups[1].name: expected a name of")]
    public void AGroupFileThatIsNoneIsOneLineAndExitCode2(string groups, string expected)
    {
        using TemporaryFiles files = new();
        CommandLine run = CommandLine.Run(
            "replay", files.Write("csv", "0,R,0,4096,1\n"), "--memory", "1M", "--group", files.Write("groups.json", groups));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
        Assert.That(run.Error, Does.Contain(expected));
    }

    [Test]
    public void TheSchemaHasTheMembersAndPoliciesThatAreRead()
    {
        string path = Path.Combine(Repository.Root, "docs", "reference", "replay-groups.schema.json");
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement members = schema.RootElement
            .GetProperty("properties").GetProperty("groups").GetProperty("items").GetProperty("properties");
        Assert.That(members.EnumerateObject().Select(static m => m.Name), Is.EqualTo(GroupFile.Members));
        Assert.That(members.GetProperty("policy").GetProperty("enum").EnumerateArray().Select(static p => p.GetString()),
            Is.EqualTo(GroupFile.Policies.Select(static p => p.Name)));
    }

    /// <summary>Two files of which low pages are more frequent, and a scan between them.</summary>
    private static (string File, long Page)[] Work()
    {
        Random random = new(5);
        return [.. Enumerable.Range(0, Requests).Select(i => i % 3 == 0
            ? ("scan", i / 3 % 3000L) : (i % 3 == 1 ? "db1" : "db2", (long)(Math.Pow(random.NextDouble(), 3) * 400)))];
    }

    private static string Csv(IEnumerable<(string File, long Page)> work) =>
        string.Concat(work.Select(static w => $"{w.File},{w.Page * 4096},4096\n"));

    private static ITraceReader Open((string File, long Page)[] work) =>
        Traces.Open(Encoding.UTF8.GetBytes(Csv(work)), "csv:obj-id-col=1,offset-col=2,length-col=3");

    private static ReplayResult Replay((string File, long Page)[] work, long memory, ReplayPolicy? policy, params ReplayGroup[] groups)
    {
        using ITraceReader reader = Open(work);
        return Workload.Replay(reader, [policy ?? ReplayPolicy.Classic], [memory], new ReplayOptions { Groups = groups }).Single();
    }

    private sealed class TemporaryFiles : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("groups").FullName;

        public string Write(string name, string content)
        {
            string path = Path.Combine(_folder, name);
            File.WriteAllText(path, content);
            return path;
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
