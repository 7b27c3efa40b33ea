using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FolioModel.Tests.Explain;

namespace FolioModel.Tests.Campaigns;

/// <summary>Tests <c>folio campaign</c> as a user runs it, processes that are killed included.</summary>
[TestFixture]
internal sealed class CampaignCommandTests : CampaignFixture
{
    private static readonly string[] s_leaky =
        ["check", "--subject", "leaky-owner", "--operations", "3000", "--length", "50", "--units", "6"];

    private static readonly string s_killedOperations = Thoroughness.Of(full: 60_000, quick: 30_000).ToString(CultureInfo.InvariantCulture);

    [Test]
    public void JobsOfAnArrayComeToTheResultOfOneProcess()
    {
        string alone = NewPath("alone");
        string jobs = NewPath("jobs");
        Assert.That(Campaign(["plan", .. s_leaky, "--out", alone]).ExitCode, Is.Zero);
        Assert.That(Campaign("run", alone, "--parallel", "1").ExitCode, Is.Zero);
        Campaign(["plan", .. s_leaky, "--out", jobs]);
        Campaign("run", jobs, "--unit", "2/2");
        CommandLine early = Campaign("merge", jobs);
        Assert.That(early.ExitCode, Is.EqualTo(2));
        Assert.That(early.Output, Is.Empty);
        Assert.That(early.Error, Does.Contain("units 1, 3 and 5 of 6 have no result"));
        Campaign("run", jobs, "--unit", "1/2");
        Campaign("resume", jobs);

        CommandLine merged = Campaign("merge", jobs, "--json");
        Assert.That(merged.ExitCode, Is.EqualTo(1), merged.Error);
        Assert.That(merged.Output, Is.EqualTo(Campaign("merge", alone, "--json").Output));
        Assert.That(merged.Output, Does.Contain("\"signature\": \"I-29; task boot +1\""));
        Assert.That(merged.Output, Does.Not.Contain(".cs:"), "a line of the source depends on the just-in-time compiler");
        Assert.That(Campaign("merge", alone).Output, Does.Contain("1 violation in 60 programs"));
    }

    [Test]
    public void AProcessThatIsKilledLosesNoResult()
    {
        string[] plan =
            ["plan", "check", "--subject", "core", "--operations", s_killedOperations, "--length", "200", "--units", "30", "--out"];
        string alone = NewPath("alone");
        string killed = NewPath("killed");
        Alone([.. plan, alone]);
        Alone("run", alone);
        Alone([.. plan, killed]);
        int kills = 0;
        for (int wanted = 3; wanted <= 9; wanted += 3)
        {
            using Process process = Process.Start(new ProcessStartInfo(
                "dotnet", [Path.Combine(AppContext.BaseDirectory, "folio.dll"), "campaign", "run", killed, "--parallel", "2"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Assert.That(() => process.HasExited || ResultsIn(killed) >= wanted, Is.True.After(120_000, 1));
            kills += process.HasExited ? 0 : 1;
            process.Kill();
            process.WaitForExit();
        }

        Assert.That(kills, Is.Positive, "no process was killed before it was done");
        Assert.That(Alone("merge", killed).ExitCode, Is.EqualTo(2));
        CommandLine resumed = Alone("resume", killed);
        Assert.That(resumed.Output, Does.Contain("30 of 30 have a result"), resumed.Error);
        CommandLine merged = Alone("merge", killed, "--json");
        Assert.That(merged.ExitCode, Is.Zero);
        Assert.That(merged.Output, Is.EqualTo(Alone("merge", alone, "--json").Output));
    }

    [Test]
    public void ASampleOfAScenarioIsDividedBySeeds()
    {
        string folder = NewPath();
        Alone("plan", "explore", "--scenario", "split-lookup/wrong", "--executions", "400", "--units", "4", "--out", folder);
        Alone("run", folder);
        CommandLine merged = Alone("merge", folder);
        Assert.That(merged.ExitCode, Is.Zero, merged.Error);
        Assert.That(merged.Output, Does.Contain("1 explorations"));
        Assert.That(merged.Output, Does.Contain("split-lookup/wrong:"));
    }

    [Test]
    public void ASweepOfReplaysComesToWhatReplayComesTo()
    {
        string trace = NewPath("one.fio");
        StringBuilder text = new("fio version 2 iolog\n/f add\n/f open\n");
        for (int i = 0; i < 4000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"/f read {(i * i % 501 < 200 ? i % 60 : i * 7 % 900) * 4096} 4096\n");
        }

        File.WriteAllText(trace, text.ToString());
        string folder = NewPath();
        CommandLine planned = Campaign(
            "plan", "replay", "--traces", trace, "--policy", "classic,lru,fifo", "--memory", "10%,400p", "--out", folder);
        Assert.That(planned.ExitCode, Is.Zero, planned.Error);
        Assert.That(planned.Output, Does.Contain("a campaign of 3 units"));
        Campaign("run", folder);
        CommandLine merged = Campaign("merge", folder, "--json");
        Assert.That(merged.ExitCode, Is.Zero, merged.Error);
        using JsonDocument sweep = JsonDocument.Parse(merged.Output);
        using JsonDocument replay = JsonDocument.Parse(
            CommandLine.Run("replay", trace, "--policy", "classic,lru,fifo", "--memory", "10%,400p", "--json").Output);
        Assert.That(RowsOf(sweep, "replays", "memoryPages"), Is.EquivalentTo(RowsOf(replay, "results", "memory_pages")));

        File.AppendAllText(trace, "/f read 0 4096\n");
        File.Delete(Path.Combine(folder, "results", "000002"));
        CommandLine other = Campaign("run", folder);
        Assert.That(other.ExitCode, Is.EqualTo(2));
        Assert.That(other.Error, Does.Contain("expected the trace with the hash"));
    }

    private static string[] RowsOf(JsonDocument json, string rows, string memory) =>
    [
        .. json.RootElement.GetProperty(rows).EnumerateArray().Select(
            r => $"{r.GetProperty("policy")} {r.GetProperty(memory)} {r.GetProperty("accesses")} {r.GetProperty("hits")}"),
    ];

    [TestCase("--units: expected 1 or more, found 0", "plan", "check", "--units", "0", "--out", "x")]
    [TestCase("option subject: there is no subject 'cora'", "plan", "check", "--subject", "cora", "--out", "x")]
    [TestCase("option operations: expected 1 or more, found '0'", "plan", "check", "--operations", "0", "--out", "x")]
    [TestCase("option traces: expected paths of traces", "plan", "replay", "--out", "x")]
    [TestCase("option scenario: there is no scenario 'nothing'", "plan", "explore", "--scenario", "nothing", "--out", "x")]
    [TestCase("expected one of scenario, sample, executions, seed",
        "plan", "explore", "--scenario", "split-lookup", "--strategy", "naive", "--out", "x")]
    [TestCase("option source: expected a checkout of FolioModel", "plan", "calibrate", "--out", "x")]
    [TestCase("expected one of the options bugs, plan and sample", "plan", "calibrate", "--plan", "core", "--sample", "2", "--out", "x")]
    [TestCase("expected the program calibrate; build it with: dotnet build", "plan", "calibrate", "--source", "nowhere", "--out", "x")]
    [TestCase("expected the plan of a campaign", "run", "nowhere")]
    [TestCase("--unit: expected i/n with 1 <= i <= n, found '3/2'", "run", "DIR", "--unit", "3/2")]
    [TestCase("--parallel: expected 1 or more, found 0", "run", "DIR", "--parallel", "0")]
    [TestCase("--lease: expected seconds above 0 and below a day, found -1", "run", "DIR", "--lease", "-1")]
    public void BadInputIsOneLineAndExitCode2(string expected, params string[] arguments)
    {
        string folder = NewPath();
        Campaign(["plan", .. s_leaky, "--out", folder]);
        CommandLine run = Campaign([.. arguments.Select(a => a == "DIR" ? folder : a)]);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain(expected));
        Assert.That(run.Error.TrimEnd('\n'), Does.Not.Contain("\n"));
        Assert.That(run.Output, Is.Empty);
    }

    private static int ResultsIn(string folder) => Directory.EnumerateFiles(Path.Combine(folder, "results"), "??????").Count();

    /// <summary>
    /// Runs in a process of its own: a campaign belongs to the build that planned it, and exploring needs the command's configuration.
    /// </summary>
    private static CommandLine Alone(params string[] arguments) => CommandLine.RunAlone(["campaign", .. arguments]);

    private static CommandLine Campaign(params string[] arguments) => CommandLine.Run(["campaign", .. arguments]);
}
