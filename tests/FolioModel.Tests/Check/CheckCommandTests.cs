using System.Text.Json;
using FolioModel.Cli;
using FolioModel.Cli.Modules;

namespace FolioModel.Tests.Check;

/// <summary>What <c>folio check</c> prints and returns.</summary>
[TestFixture]
internal sealed class CheckCommandTests
{
    /// <summary>All subjects but the one that has a mistake on purpose.</summary>
    private static IEnumerable<string> Subjects() =>
        ModuleSet.BuiltIn.Subjects.Select(static s => s.Name).Where(static n => n != "leaky-owner");

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("folio-check-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Subjects))]
    public void EverySubjectHoldsAndSaysWhatWasDone(string subject)
    {
        (int code, string output, string error) = Run("--subject", subject, "--operations", "600", "--length", "200");
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.StartWith($"{subject}, seed 1: 600 operations in 3 programs, every invariant holds"));
        Assert.That(output, Does.Contain(": ok"), "nothing succeeded");
        Assert.That(error, Is.Empty);
    }

    [Test]
    public void SubjectsAreListedOneALine() =>
        Assert.That(
            Run("--list").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Is.EqualTo(Subjects().Append("leaky-owner").Order(StringComparer.Ordinal)));

    [Test]
    public void AViolationExitsWithOneAndTellsTheShortestStory()
    {
        (int code, string output, _) = Run("--subject", "leaky-owner", "--operations", "2000", "--length", "200", "--seed", "5");
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(1));
            Assert.That(output, Does.Contain("I-29"), "the invariant's number");
            Assert.That(output, Does.Contain("The shortest program found (1 of"), "shrunk");
            Assert.That(output, Does.Contain("borrow(page 0)"), "the step and its smallest argument");
            Assert.That(output, Does.Contain("task boot: 1 left over").And.Contain("+1 folio_get"), "the balance");
            Assert.That(output, Does.Contain("folio check --subject leaky-owner --seed 5 --operations 2000 --length 200"),
                "the replay line");
            Assert.That(output, Does.Contain("1 violation"));
        });
    }

    [Test]
    public void TheSameSeedGivesTheSameBytes()
    {
        foreach (string subject in Thoroughness.Sample(["leaky-owner", "core", "shmem"], every: 2))
        {
            string first = Run("--subject", subject, "--operations", "2000", "--length", "200", "--json").Output;
            string second = Run("--subject", subject, "--operations", "2000", "--length", "200", "--json").Output;
            Assert.That(second, Is.EqualTo(first));
        }
    }

    [Test]
    public void ShardsMergeToTheWholeCampaign()
    {
        string[] campaign = ["--subject", "xarray", "--operations", "3000", "--length", "300", "--seed", "9", "--json"];
        string[] files = [.. Enumerable.Range(1, 3).Select(i => Write($"part{i}.json", Run([.. campaign, "--shard", $"{i}/3"]).Output))];
        (int code, string merged, _) = Run(["--json", "--merge", .. files]);
        Assert.That(code, Is.Zero);
        Assert.That(merged, Is.EqualTo(Run(campaign).Output));
    }

    [Test]
    public void AMergedFailureIsAFailure()
    {
        string[] campaign = ["--subject", "leaky-owner", "--operations", "1000", "--length", "100", "--json"];
        string[] files = [.. Enumerable.Range(1, 2).Select(i => Write($"part{i}.json", Run([.. campaign, "--shard", $"{i}/2"]).Output))];
        Assert.That(Run(["--merge", .. files]).Code, Is.EqualTo(1));
    }

    /// <summary>A program reads the finding, not the report: calibration does.</summary>
    [Test]
    public void JsonNamesTheFindingsInvariantAndHolders()
    {
        string[] campaign = ["--subject", "leaky-owner", "--operations", "2000", "--length", "200", "--seed", "5", "--json"];
        using JsonDocument json = JsonDocument.Parse(Run(campaign).Output);
        JsonElement finding = json.RootElement.GetProperty("finding");
        Assert.That(finding.GetProperty("id").GetString(), Is.EqualTo("I-29"));
        Assert.That(finding.GetProperty("invariant").GetString(), Is.EqualTo(nameof(ReferenceInvariants.BalancedProgramLeaksNothing)));
        Assert.That(finding.GetProperty("holders").EnumerateArray().Single().GetString(), Is.EqualTo("caller (allocation)"));
        Assert.That(finding.GetProperty("steps").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public void JsonHasCampaignCountsCoverageAndFailure()
    {
        using JsonDocument json = JsonDocument.Parse(Run("--subject", "gmem", "--operations", "500", "--json").Output);
        JsonElement root = json.RootElement;
        Assert.That(root.GetProperty("campaign").GetProperty("subject").GetString(), Is.EqualTo("gmem"));
        Assert.That(root.GetProperty("campaign").GetProperty("seed").GetInt32(), Is.EqualTo(1));
        Assert.That(root.GetProperty("shards").EnumerateArray().Single().GetString(), Is.EqualTo("1/1"));
        Assert.That(root.GetProperty("programs").GetInt32(), Is.EqualTo(1));
        Assert.That(root.GetProperty("operations").GetInt32(), Is.EqualTo(500));
        Assert.That(root.GetProperty("coverage").EnumerateObject().Any(), Is.True);
        Assert.That(root.GetProperty("failedProgram").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(root.GetProperty("failure").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void MistakesOnPurposeAreRefusedAndCounted() =>
        Assert.That(Run("--subject", "core", "--operations", "4000", "--length", "40", "--misuse").Output,
            Does.Contain("MISUSE double put: ok"));

    [TestCase(new[] { "--subject", "nobody" }, "there is no 'nobody'; there are allocator")]
    [TestCase(new[] { "--operations", "0" }, "--operations: expected 1 or more, found 0")]
    [TestCase(new[] { "--length", "-3" }, "--length: expected 1 or more, found -3")]
    [TestCase(new[] { "--check-every", "0" }, "--check-every: expected 1 or more, found 0")]
    [TestCase(new[] { "--shrink", "-1" }, "--shrink: expected 0 or more, found -1")]
    [TestCase(new[] { "--shard", "3/2" }, "--shard: expected i/n with 1 <= i <= n, found '3/2'")]
    [TestCase(new[] { "--shard", "1/2/3" }, "--shard: expected i/n with 1 <= i <= n, found '1/2/3'")]
    [TestCase(new[] { "--seed", "abc" }, "--seed")]
    [TestCase(new[] { "--program", "3", "--operations", "2000" }, "--program: the campaign has the programs 1 to 2, found 3")]
    [TestCase(new[] { "--program", "1", "--shard", "1/2" }, "--program does not go with --shard")]
    [TestCase(new[] { "--merge", "/nowhere/part.json" }, "/nowhere/part.json")]
    [TestCase(new[] { "--merge", "/" }, "folio check: /: ")]
    [TestCase(new[] { "--merge", "/nowhere/part.json", "--seed", "3" }, "--merge does not go with --seed")]
    [TestCase(new[] { "--steps", "" }, "--steps: expected number:operation:arguments; ..., found nothing")]
    [TestCase(new[] { "--steps", "what" }, "--steps: 'what' is no step: expected number:operation:arguments")]
    [TestCase(new[] { "--steps", "1:fly:0" }, "there is no operation 'fly'; there are allocate")]
    [TestCase(new[] { "--steps", "1:drain:0,1" }, "expected 1 arguments, found 2")]
    [TestCase(new[] { "--steps", "1:drain:7" }, "'7' is no value of argument 1")]
    public void WhatItCannotUseExitsWithTwo(string[] arguments, string message)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.Contain(message));
    }

    [Test]
    public void ABrokenShardIsNamedWithItsPlace()
    {
        string file = Write("broken.json", "{ \"subject\": \"core\", ");
        (int code, _, string error) = Run("--merge", file);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Does.Contain("broken.json:1: expected a result of folio check --json"));
    }

    [Test]
    public void AFileThatIsNoResultIsNamed()
    {
        (int code, _, string error) = Run("--merge", Write("other.json", "{}"));
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Does.Contain("other.json:1: expected a result of folio check --json"));
    }

    [Test]
    public void ShardsOfDifferentCampaignsDoNotMerge()
    {
        string one = Write("a.json", Run("--subject", "xarray", "--operations", "100", "--json").Output);
        string other = Write("b.json", Run("--subject", "xarray", "--operations", "100", "--seed", "2", "--json").Output);
        (int code, _, string error) = Run("--merge", one, other);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error,
            Does.Contain("'xarray, seed 2, 100 operations, 1000 a program' is another campaign than 'xarray, seed 1, 100 operations"));
    }

    [Test]
    public void APartThatIsMergedTwiceIsRefused()
    {
        string part =
            Write("a.json", Run("--subject", "xarray", "--operations", "400", "--length", "100", "--shard", "1/2", "--json").Output);
        (int code, string output, string error) = Run("--merge", part, part);
        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(error, Does.Contain("shard 1/2 is in").And.Contain("already"));
    }

    [Test]
    public void PartsOfDifferentDivisionsDoNotMerge()
    {
        string[] campaign = ["--subject", "xarray", "--operations", "400", "--length", "100", "--json"];
        string half = Write("a.json", Run([.. campaign, "--shard", "1/2"]).Output);
        string third = Write("b.json", Run([.. campaign, "--shard", "2/3"]).Output);
        (int code, _, string error) = Run("--merge", half, third);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Does.Contain("shard 2/3 is one of 3, the others are of 2"));
    }

    [Test]
    public void AMergeOfSomePartsSaysWhich()
    {
        string[] campaign = ["--subject", "xarray", "--operations", "400", "--length", "100", "--json"];
        string[] files = [.. new[] { 3, 1 }.Select(i => Write($"part{i}.json", Run([.. campaign, "--shard", $"{i}/4"]).Output))];
        (int code, string output, string error) = Run(["--merge", .. files]);
        Assert.That((code, output), Is.EqualTo((2, "")), "a part of a campaign is no result");
        Assert.That(error, Does.Contain("2 shards are missing: 2/4, 4/4"));
    }

    [Test]
    public void TheFirstFailingProgramOfAllPartsIsTheMergesFailure()
    {
        string[] campaign = ["--subject", "leaky-owner", "--operations", "900", "--length", "100", "--json"];
        string[] files = [.. new[] { 3, 2 }.Select(i => Write($"part{i}.json", Run([.. campaign, "--shard", $"{i}/3"]).Output))];
        Assert.That(Run(["--merge", .. files]).Output, Does.Contain("--program 2").And.Contain("1 violation, in program 2"));
    }

    [Test]
    public void TheReplayLineRunsTheOneProgramAndGivesTheSameReport()
    {
        string report = Report(Run("--subject", "leaky-owner", "--operations", "2000", "--length", "200", "--check-every", "8").Output);
        string replay = report[(report.IndexOf("folio check ", StringComparison.Ordinal) + "folio check ".Length)..].TrimEnd();
        Assert.That(replay, Does.Contain("--check-every 8").And.EndWith("--program 1"));
        Assert.That(Report(Run(replay.Split(' ')).Output), Is.EqualTo(report));
    }

    [Test]
    public void TheStepsOfAReportRunAgain()
    {
        (int code, string output, _) = Run("--subject", "leaky-owner", "--steps", "1:borrow:0");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.StartWith("I-29").And.Contain("1: borrow(page 0)"));
        Assert.That(Run("--subject", "leaky-owner", "--steps", "1:borrow:1; 2:give back:64").Code, Is.Zero);
    }

    private static string Report(string output) => output[..output.LastIndexOf("\n\n", StringComparison.Ordinal)];

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(["check", .. arguments], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
