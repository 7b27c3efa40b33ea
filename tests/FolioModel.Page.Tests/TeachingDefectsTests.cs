using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FolioModel.Cli;

namespace FolioModel.Page.Tests;

/// <summary>What once misled learners in the commands' tables, diagrams and verdicts, each as it must be.</summary>
[TestFixture]
internal sealed partial class TeachingDefectsTests
{
    private string _folder = "";

    private static IEnumerable<string> Scenarios => Thoroughness.Sample(Stories.Scenarios, every: 3);

    private static IEnumerable<string> Exhibits => Thoroughness.Sample(Stories.Exhibits, every: 10);

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("folio-teaching-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Two_lines_of_a_learner_are_interleaved_where_another_task_can_come_between()
    {
        string file = Path.Combine(_folder, "between.folio");
        File.WriteAllText(file, "file data\na: grab data 5 as f\na: unlock f\na: expect f 3\na: put f\nb: drain all\n");
        FolioRun run = FolioRun.Of("explore", file);
        Assert.That(run.Code, Is.EqualTo(ExitCode.Violated));
        Assert.That(run.Output, Does.Contain("the model has 2, not 3").And.Not.Contain("exhaustive"));
    }

    [Test]
    public void A_task_that_makes_several_calls_in_one_step_is_told_so_and_the_search_is_not_called_exhaustive_about_them()
    {
        static void Build(World world)
        {
            AddressSpace file = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data" });
            world.Task("add", async () =>
            {
                Folio folio = (await file.Pages.GrabFolioAsync(PageIndex.Zero)).Folio;
                folio.Unlock();
                folio.Put();
            });
            world.Task("drain", async () => await world.Machine.Batches.DrainAllAsync());
        }

        ExplorationResult result = Explorer.Explore(new ExplorationProgram("own", "a learner's own two tasks", Build));
        Assert.That($"{result}", Does.Contain("(exhaustive), not of the calls within a step; ")
            .And.Contain("task add makes").And.Contain("folio_unlock").And.Contain("await machine.PointAsync(SchedulingPoint.Put)"));
        foreach (string name in Exhibits)
        {
            bool isJoined = JsonNode.Parse(FolioRun.Of("explore", name, "--json").Output)!["joinedCalls"]!.AsArray().Count > 0;
            Assert.That(FolioRun.Of("explore", name).Output.Contains("not of the calls within a step", StringComparison.Ordinal),
                Is.EqualTo(isJoined), name);
        }
    }

    [TestCaseSource(nameof(Scenarios))]
    [TestCase("migrate")]
    [TestCase("truncate-partial")]
    [TestCase("shmem-swap")]
    public void No_reference_changes_its_holder_without_a_row_that_names_it(string name)
    {
        JsonNode story = JsonNode.Parse(FolioRun.Of("explain", name, "--json").Output)!;
        Assert.That((string)story["result"]!, Does.Not.Contain("None"));
        Dictionary<string, Dictionary<string, int>> held = [];
        foreach (JsonNode step in story["steps"]!.AsArray().Select(static s => s!))
        {
            string folio = FolioOf(step);
            Dictionary<string, int> now = step["holders"]!.AsArray().GroupBy(static h => (string)h!["kind"]!)
                .ToDictionary(static g => g.Key, static g => g.Sum(static h => (int)h!["count"]!));
            if (held.GetValueOrDefault(folio) is { } before)
            {
                Dictionary<string, int> change = before.Keys.Union(now.Keys)
                    .ToDictionary(static k => k, k => now.GetValueOrDefault(k) - before.GetValueOrDefault(k))
                    .Where(static c => c.Value != 0).ToDictionary();
                Assert.That(NamedIn(step), Is.EquivalentTo(change), $"row {step["index"]}, {step["function"]}");
            }

            held[folio] = now;
        }
    }

    /// <summary>The folio of a row. Without a letter each row is about a folio of its own.</summary>
    private static string FolioOf(JsonNode step) => (string)step["folio"]! is var letter && letter != "-" ? letter : $"row {step["index"]}";

    [TestCase("hole-fill", "InvalidateLock", "invalidate_lock of 'file' (left out)")]
    [TestCase("remove+remove", "FolioLock", "(lock left out)")]
    [TestCase("two-slots", "SlotsLock", "(left out)")]
    public void A_lock_that_is_left_out_is_never_shown_as_taken(string program, string lockClass, string said)
    {
        FolioRun run = FolioRun.Of("explore", program, "--without", lockClass);
        Assert.That(run.Code, Is.EqualTo(ExitCode.Violated));
        Assert.That(Cells(run.Output), Does.Contain(said));
        if (lockClass == "FolioLock")
        {
            Assert.That(Cells(run.Output), Does.Not.Contain("Lock: locks pfn"));
        }
    }

    [Test]
    public void The_first_state_and_the_shared_variables_are_in_the_table()
    {
        string table = Cells(FolioRun.Of("explore", "hole-fill", "--without", "InvalidateLock").Output);
        Assert.That(table, Does.Contain("| 0 | | | block in use is 1; page is stale is 0 |"));
        Assert.That(table, Does.Contain("block in use is 0 |").And.Contain("page is stale is 1"));
    }

    [TestCaseSource(nameof(Exhibits))]
    public void A_right_operation_shows_the_schedule_on_which_the_wrong_one_fails_to_its_end(string name)
    {
        FolioRun run = FolioRun.Of("explore", name);
        Assert.That(run.Code, Is.EqualTo(ExitCode.Holds));
        Assert.That(run.Output, Does.Contain("The schedule on which the wrong operation fails, with the right one, which holds:")
            .And.Contain("| step |").And.Not.Contain("Unfinished"));
    }

    [TestCaseSource(nameof(Exhibits))]
    public void The_rows_of_a_counterexample_are_as_many_as_are_said_and_every_point_is_in_the_glossary(string name)
    {
        FolioRun run = FolioRun.Of("explore", name, "--wrong");
        int rows = int.Parse(RowCount().Match(run.Output).Groups["rows"].Value, CultureInfo.InvariantCulture);
        Assert.That(RowNumber().Matches(run.Output).Select(static m => m.Groups["number"].Value).Max(static n => int.Parse(
            n, CultureInfo.InvariantCulture)), Is.EqualTo(rows));
        string glossary = File.ReadAllText(Path.Combine(SourceTests.Root, "docs", "explore", "points.md"));
        foreach (FieldInfo point in typeof(SchedulingPoint).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            Assert.That(glossary, Does.Contain($"| `{point.Name}` | "));
        }
    }

    [TestCaseSource(nameof(Exhibits))]
    public void A_diagram_of_an_exploration_is_Mermaid_and_nothing_else(string name)
    {
        foreach (string[] arguments in (string[][])[["explore", name, "--wrong", "--mermaid"], ["explore", name, "--mermaid"]])
        {
            FolioRun run = FolioRun.Of(arguments);
            Assert.That(run.Lines[0], Is.EqualTo("sequenceDiagram"));
            Assert.That(run.Lines.Skip(1).Where(static l => !MermaidLine().IsMatch(l)), Is.Empty);
            Assert.That(run.Error, Does.Contain(name), "the verdict goes to the other stream");
        }
    }

    [TestCaseSource(nameof(Scenarios))]
    public void The_lanes_of_a_scenarios_diagram_balance(string name)
    {
        JsonNode last = JsonNode.Parse(FolioRun.Of("explain", name, "--json").Output)!;
        Dictionary<string, int> held = [];
        HashSet<string> active = [];
        foreach (string line in FolioRun.Of("explain", name, "--mermaid").Lines.Skip(1))
        {
            Assert.That(line, Does.Match(MermaidLine()));
            if (Arrow().Match(line) is { Success: true } arrow)
            {
                int amount = int.Parse(arrow.Groups["amount"].Value, CultureInfo.InvariantCulture);
                string from = arrow.Groups["from"].Value;
                bool isHandedOver = arrow.Groups["gives"].Success;
                Assert.That(arrow.Groups["line"].Value, Is.EqualTo(amount < 0 ? "-->>" : "->>"), line);
                held[from] = held.GetValueOrDefault(from) + (isHandedOver ? -amount : amount);
                if (isHandedOver)
                {
                    held[arrow.Groups["to"].Value] = held.GetValueOrDefault(arrow.Groups["to"].Value) + amount;
                }

                Assert.That(held[from], Is.Not.Negative, line);
            }
            else if (Activation().Match(line) is { Success: true } activation)
            {
                bool begins = activation.Groups["verb"].Value == "activate";
                Assert.That(begins ? active.Add(activation.Groups["lane"].Value) : active.Remove(activation.Groups["lane"].Value), line);
            }
        }

        Assert.That(active, Is.Empty);
        Dictionary<string, int> end = last["steps"]!.AsArray().GroupBy(static s => FolioOf(s!))
            .SelectMany(static g => g.Last()!["holders"]!.AsArray()).GroupBy(static h => (string)h!["kind"]!)
            .ToDictionary(static g => new string([.. g.Key.Where(char.IsAsciiLetterOrDigit)]), static g => g.Sum(h => (int)h!["count"]!));
        Assert.That(held.Where(static h => h.Value != 0).ToDictionary(), Is.EquivalentTo(end));
    }

    [Test]
    public void A_developer_gets_from_a_real_kernels_dump_and_trace_to_its_holders()
    {
        string dumps = Path.Combine(SourceTests.Root, "tests", "FolioModel.Tests", "Diagnosis", "Dumps");
        FolioRun dump = FolioRun.Of("who", Path.Combine(dumps, "07-pinned-thp-6.15.txt"));
        Assert.That(dump.Output, Does.Contain("expected: ").And.Contain("GUP pin").And.Contain("look next: drgn: "));

        string trace = Path.Combine(SourceTests.Root, "tests", "FolioModel.Tests", "Recordings", "traces", "page_ref_6.12.txt.gz");
        string story = Path.Combine(_folder, "story.json");
        FolioRun import = FolioRun.Of("import", trace, "-o", story);
        Assert.That(import.Output, Does.Contain("taken by demo_cache_lookup"));
        FolioTrace shown = FolioTrace.Read(File.ReadAllText(story));
        Assert.That(shown.Steps.Select(static s => s.Caller + s.Function), Has.Some.Contains("demo_cache_lookup"));
        Assert.That(FolioRun.Of("show", story).Output, Does.StartWith("<!doctype html>").IgnoreCase);
    }

    /// <summary>The changes of holders that a row names, in its fields <c>takes</c>, <c>drops</c> and <c>gives</c>.</summary>
    private static Dictionary<string, int> NamedIn(JsonNode step)
    {
        Dictionary<string, int> named = [];
        void Add(string? text, int sign)
        {
            foreach (Match amount in Amount().Matches(text ?? ""))
            {
                named[amount.Groups["kind"].Value] = sign * int.Parse(amount.Groups["count"].Value, CultureInfo.InvariantCulture);
            }
        }

        Add((string?)step["takes"], 1);
        Add((string?)step["drops"], -1);
        string[] sides = ((string?)step["gives"] ?? "").Split(" -> ");
        Add(sides[0], sides.Length == 2 ? -1 : 1);
        Add(sides.Length == 2 ? sides[1] : null, 1);
        return named;
    }

    /// <summary>A table with the lines of each cell joined.</summary>
    private static string Cells(string output)
    {
        List<string[]> rows = [];
        foreach (string[] cells in output.Split('\n').Where(static l => l.StartsWith('|')).Select(static l => l.Split('|')))
        {
            string[] trimmed = [.. cells.Select(static c => c.Trim())];
            if (trimmed[1].Length > 0 || rows.Count == 0)
            {
                rows.Add(trimmed);
            }
            else
            {
                rows[^1] = [.. rows[^1].Zip(trimmed, static (a, b) => $"{a} {b}".Trim())];
            }
        }

        return Blanks().Replace(string.Join('\n', rows.Select(static r => string.Join(" | ", r))), " ");
    }

    [GeneratedRegex(@"(?<kind>[^\s,+-][^,+>]*?) (?<count>[+-]?\d+)(?= \+ |, | -> |$)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Amount();

    [GeneratedRegex(@" in (?<rows>\d+) rows?; replay with", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex RowCount();

    [GeneratedRegex(@"^\| (?<number>\d+) ", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex RowNumber();

    [GeneratedRegex(
        @"^    (participant \w+ as [^;#]+|\w+-{1,2}>>\w+: [^;#]+|Note (over|right of) \w+(,\w+)?: [^;#]+|(de)?activate \w+)$",
        RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex MermaidLine();

    [GeneratedRegex(
        @"^    (?<from>\w+?)(?<line>-{1,2}>>)(?<to>\w+): .*?:(\s|<br/>)(?<gives>gives(\s|<br/>))?(?<amount>[+-]?\d+)$",
        RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Arrow();

    [GeneratedRegex(@"^    (?<verb>(de)?activate) (?<lane>\w+)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Activation();

    [GeneratedRegex(@"[ ]+", RegexOptions.None, 10_000)]
    private static partial Regex Blanks();
}
