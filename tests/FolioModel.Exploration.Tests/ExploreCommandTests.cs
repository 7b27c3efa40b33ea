using System.Text.Json;
using FolioModel.Cli;
using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;
using FolioModel.Testing;
using FolioModel.Tests;

namespace FolioModel.Exploration.Tests;

/// <summary>What <c>folio explore</c> prints and returns.</summary>
internal sealed class ExploreCommandTests
{
    [Test]
    public void ARightOperationExitsWithZeroAndSaysThatTheSearchWasExhaustive()
    {
        (int code, string output, string error) = Run("lookup-recheck");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("holds in every interleaving of its steps (exhaustive)"));
        Assert.That(error, Is.Empty);
    }

    [Test]
    public void AWrongOneExitsWithOneAndItsTokenReplaysTheSameFault()
    {
        (int code, string output, _) = Run("split-lookup", "--wrong");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("violated, KernelBug").And.Contain("folio explore --replay split-lookup/wrong:a2b6a"));

        (int again, string replayed, _) = Run("--replay", "split-lookup/wrong:a2b6a");
        Assert.That(again, Is.EqualTo(1));
        Assert.That(replayed, Does.Contain("| lookup").And.Contain("KernelBug"));
    }

    [TestCase("SlotsLock", "two-slots")]
    [TestCase("InvalidateLock", "hole-fill")]
    [TestCase("FolioLock", "remove+remove")]
    [TestCase("MmuLock", "punch-hole+get_pfn")]
    [TestCase("PagesLock", "add+add")]
    [TestCase("LruLock", "isolate-neighbours")]
    public void WithoutItsLockAScenarioGoesWrongAndTheTokenAloneReplaysIt(string lockClass, string scenario)
    {
        Assert.That(Run(scenario).Code, Is.Zero, "with the lock");
        (int code, string output, _) = Run(scenario, "--without", lockClass);
        Assert.That(code, Is.EqualTo(1), "without the lock");
        string token = output.Split("--replay ")[1].Split('\n')[0].Trim();
        Assert.That(token, Does.StartWith($"{scenario}-{lockClass}:"));
        Assert.That(Run("--replay", token).Code, Is.EqualTo(1), "the token");
    }

    [Test]
    public void ABoundIsSaidAndNeverCalledExhaustive()
    {
        (int code, string output, _) = Run("grab-loser", "--bound", "1");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("bounded by 1 preemptions").And.Not.Contain("exhaustive"));
    }

    [TestCase("pct")]
    [TestCase("random")]
    [TestCase("walk")]
    public void ASampleFindsTheWrongOperationAndIsNoProof(string way)
    {
        Assert.That(Run("put-unlock", "--wrong", "--sample", way).Code, Is.EqualTo(1));
        (int code, string output, _) = Run("put-unlock", "--sample", way);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("bounded by").And.Not.Contain("exhaustive"));
    }

    [Test]
    public void JsonHasEveryFieldOfTheIssue()
    {
        using JsonDocument holds = JsonDocument.Parse(Run("hwpoison-put", "--json").Output);
        Assert.That(holds.RootElement.GetProperty("verdict").GetString(), Is.EqualTo("exhaustive"));
        Assert.That(holds.RootElement.GetProperty("token").ValueKind, Is.EqualTo(JsonValueKind.Null));
        (int code, string output, _) = Run("hwpoison-put", "--wrong", "--json");
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement root = json.RootElement;
        Assert.That(code, Is.EqualTo(1));
        Assert.That(root.GetProperty("verdict").GetString(), Is.EqualTo("violation"));
        Assert.That(root.GetProperty("executions").GetInt64(), Is.Positive);
        Assert.That(root.GetProperty("steps").GetInt64(), Is.Positive);
        Assert.That(root.GetProperty("states").GetInt64(), Is.Positive);
        Assert.That(root.GetProperty("seconds").GetDouble(), Is.GreaterThanOrEqualTo(0));
        Assert.That(root.GetProperty("trace").GetArrayLength(), Is.Positive);
        string token = root.GetProperty("token").GetString()!;
        using JsonDocument again = JsonDocument.Parse(Run("--replay", token, "--json").Output);
        Assert.That(again.RootElement.GetProperty("kind").GetString(), Is.EqualTo(root.GetProperty("kind").GetString()));
    }

    [Test]
    public void TheListNamesEveryExhibitProgramAndOperation()
    {
        // The list is wrapped at 80 columns: the words are what counts.
        string output = string.Join(' ', Run("--list").Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        using JsonDocument json = JsonDocument.Parse(Run("--list", "--json").Output);
        string[] names = [.. json.RootElement.EnumerateArray().Select(static e => e.GetProperty("name").GetString()!)];
        foreach (Exhibit exhibit in ModuleSet.BuiltIn.Programs.Exhibits)
        {
            Assert.That(output, Does.Contain(exhibit.Name).And.Contain(exhibit.Wrong).And.Contain(exhibit.Reference));
            Assert.That(names, Does.Contain(exhibit.Name));
        }

        Assert.That(output, Does.Contain("allocate-punch-convert").And.Contain("gmem-allocate"));
        Assert.That(names, Does.Contain("shmem-swapin-truncate").And.Contain("remove+split"));
    }

    [TestCase("sources")]
    [TestCase("naive")]
    [TestCase("states")]
    public void EveryWayToRunAllOfThemIsExhaustive(string strategy)
    {
        (int code, string output, _) = Run("put-unlock", "--strategy", strategy, "--parallel", "2");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("(exhaustive)"));
    }

    [Test]
    public void TheWholeCatalogueIsExploredWithOneCommand()
    {
        (int code, string output, string error) = Run("--all", "--parallel", "2");
        Assert.That(error, Is.Empty);
        Assert.That(code, Is.Zero, output);
        Assert.That(output,
            Does.Contain("split-lookup/wrong").And.Contain("huge-fault+pool-resize").And.Contain("two-allocations-ZoneLock"));
        Assert.That(output, Does.Not.Contain("expected to"));
    }

    [TestCaseSource(nameof(ProfilesExplored))]
    public void The_whole_catalogue_comes_to_what_it_should_on_every_kernel(string profile)
    {
        (int code, string output, _) = Run("--all", "--profile", profile, "--parallel", "2");
        IEnumerable<string> surprises = output.Split('\n').Where(static l => l.Contains("expected to", StringComparison.Ordinal));
        Assert.That(code, Is.Zero, string.Join('\n', surprises));
        Assert.That(output, Does.Contain($"split-lookup/wrong@{profile}").And.Contain("dontcache-redirty/wrong "));
    }

    /// <summary>All of them in continuous integration; elsewhere the oldest, the newest and a proposal.</summary>
    private static IEnumerable<string> ProfilesExplored() => KernelProfile.All.Select(static p => p.Name)
        .Where(static name => Thoroughness.IsFull || name is "2023");

    [Test]
    public void ACounterexampleCanBeADiagram() =>
        Assert.That(Run("put-unlock", "--wrong", "--mermaid").Output, Does.Contain("sequenceDiagram"));

    [TestCase(new[] { "split-lokup" }, "did you mean 'split-lookup'?")]
    [TestCase(new string[0], "name a scenario")]
    [TestCase(new[] { "remove+remove", "--wrong" }, "has no wrong operation")]
    [TestCase(new[] { "put-unlock", "--without", "NoLock" }, "'NoLock' is no class of locks")]
    [TestCase(new[] { "put-unlock", "--without", "77" }, "'77' is no class of locks")]
    [TestCase(new[] { "put-unlock", "--without", "FoliLock" }, "did you mean 'FolioLock'?")]
    [TestCase(new[] { "put-unlock", "--sample", "dice" }, "'dice' is no way to sample")]
    [TestCase(new[] { "put-unlock", "--sample", "rnadom" }, "did you mean 'random'?")]
    [TestCase(new[] { "put-unlock", "--strategy", "source" }, "did you mean 'sources'?")]
    [TestCase(new[] { "put-unlock", "--strategy", "naive", "--sample", "pct" }, "--sample and --strategy: expected one of them")]
    [TestCase(new[] { "put-unlock", "--bound", "2", "--sample", "pct" }, "--bound and --sample pct: expected one of them")]
    [TestCase(new[] { "put-unlock", "--bound", "two" }, "--bound: expected 0 to 2147483647 preemptions, found 'two'")]
    [TestCase(new[] { "put-unlock", "--parallel", "0" }, "--parallel: expected 1 to 256 threads, found '0'")]
    [TestCase(new[] { "--replay", "put-unlock/wrong:a99999999999" },
        "'99999999999' at place 19 of the replay token: expected 1 to 10000 steps")]
    [TestCase(new[] { "--replay", "put-unlock/wrong:z2" }, "'z' at place 18 of the replay token: expected a task's letter")]
    [TestCase(new[] { "split-lokup", "--wrong" }, "did you mean 'split-lookup'?")]
    [TestCase(new[] { "put-unlock", "--bound", "-1" }, "expected 0 to 2147483647 preemptions, found '-1'")]
    [TestCase(new[] { "--replay", "nonsense" }, "nonsense")]
    [TestCase(new[] { "--replay", "put-unlock/wrong:a9" }, "step 5 of the path: task a cannot go on there")]
    [TestCase(new[] { "grab-loser", "--replay", "put-unlock/wrong:a2b" }, "the token is of 'put-unlock/wrong', not of 'grab-loser'")]
    public void WhatItCannotUseExitsWithTwoAndSaysWhatAndWhatWasExpected(string[] arguments, string message)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(output, Is.Empty, "partial output could be taken for success");
        Assert.That(error, Does.Contain(message));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(["explore", .. arguments], output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Test]
    public void Explore_runs_a_scenario_on_another_kernel_and_its_token_names_it()
    {
        (int code, string output, string error) = Run("split-lookup", "--wrong", "--profile", "6.18");
        Assert.That((code, error), Is.EqualTo((1, "")));
        Assert.That(output, Does.Contain("--replay split-lookup/wrong@6.18:"));
        string token = output.Split("--replay ")[1].Split('\n')[0];
        Assert.That(Run("--replay", token).Code, Is.EqualTo(1));
    }
}
