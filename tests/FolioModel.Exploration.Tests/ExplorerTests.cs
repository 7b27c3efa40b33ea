using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>The verdicts of the explorer, which never claim more than it knows.</summary>
internal sealed class ExplorerTests
{
    [Test]
    public void ATokenOfAnOutcomeThatNoOrderHasShowsItAgain()
    {
        ExplorationProgram scenario = ModuleSet.BuiltIn.Programs.Find("huge-fault+huge-truncate");
        ExplorationResult result = Explorer.Explore(scenario);
        Assert.That(result.Violation?.Kind, Is.EqualTo(ViolationKind.NotLinearizable));
        Trace again = Replay.Run(scenario, result.Token!);
        Assert.That(again.Violation, Is.Not.Null);
        Assert.That(again.Violation!.Kind, Is.EqualTo(result.Violation!.Kind));
        Assert.That(again.Violation.Message, Is.EqualTo(result.Violation.Message));
        Assert.That(again.Unfinished, Is.Null);
    }

    [Test]
    public void AnExecutionThatWasCutShortHasATokenThatSaysSo()
    {
        ExplorationResult result = Explorer.Explore(ModuleSet.BuiltIn.Programs.Find("put-unlock"), new ExplorationOptions { Steps = 3 });
        Assert.That(result.Verdict, Is.EqualTo(Verdict.BoundedBy));
        Assert.That(result.Token, Is.Not.Null);
        Trace again = Replay.Run(result.Program, result.Token!);
        Assert.That(again.Steps, Has.Count.EqualTo(3));
        Assert.That(again.Violation, Is.Null);
        Assert.That(again.Unfinished, Is.Not.Null.And.Not.Empty);
    }

    [Test]
    public void AResultIsReadable()
    {
        string holds = Explorer.Explore(ModuleSet.BuiltIn.Programs.Find("put-unlock")).ToString();
        Assert.That(holds,
            Does.StartWith("put-unlock: holds in every interleaving of its steps (exhaustive), not of the calls within a step; ")
                .And.Not.Contain("{").And.Contain("task locker makes 2 calls in one step: folio_unlock, folio_put"));
        string violated = Explorer.Explore(ModuleSet.BuiltIn.Programs.Find("put-unlock/wrong")).ToString();
        Assert.That(violated,
            Does.StartWith("put-unlock/wrong: violated, ").And.Contain("replay token: put-unlock/wrong:").And.Contain("| step |"));
    }

    [Test]
    public void AFaultOfOneStepIsShortEnough()
    {
        ExplorationResult result = Explorer.Explore(new ExplorationProgram("one", "a task that fails at once", static world =>
            world.Task("a", () => throw new InvalidOperationException("at once"))));
        Assert.That(result.Token, Is.EqualTo("one:a"));
        Assert.That(result.Violation!.Kind, Is.EqualTo(ViolationKind.Assertion));
    }

    [Test]
    public void AClaimThatThrowsIsAFindingWithAPath()
    {
        ExplorationResult result = Explorer.Explore(new ExplorationProgram("thrown", "a claim that throws", static world =>
        {
            world.Task("a", async () => await world.Machine.PointAsync(SchedulingPoint.Put));
            world.Finally("all is well", static () => throw new InvalidOperationException("nothing is"));
        }));
        Assert.That(result.Violation!.Kind, Is.EqualTo(ViolationKind.AtEnd));
        Assert.That(result.Violation.Message, Does.Contain("all is well: nothing is (InvalidOperationException"));
    }

    /// <summary>
    /// A step that sleeps as it is may be awake with its allocations failing, if what was done meanwhile meets only the failure.
    /// </summary>
    [TestCase(Strategy.States)]
    [TestCase(Strategy.SourceSets)]
    public void AFailureIsTriedWhereTheStepThatCouldFailSleeps(Strategy strategy)
    {
        SortedSet<string> Outcomes(ExplorationOptions options)
        {
            SortedSet<string> found = new(StringComparer.Ordinal);
            ExplorationProgram scenario = new("failing", "an allocation whose failure meets another task", world =>
            {
                Shared<int> x = world.Share(0, "x");
                world.Task("a", () =>
                {
                    Folio folio = world.Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
                    if (folio.IsNone)
                    {
                        x.Value = (x.Value * 2) + 1;
                    }
                    else
                    {
                        folio.Put();
                    }

                    return default;
                });
                world.Task("b", () =>
                {
                    x.Value += 3;
                    return default;
                });
                world.Finally("noted", () =>
                {
                    found.Add($"{x.Value}");
                    return null;
                });
            })
            { AllocationFailures = 1 };
            Assert.That(Explorer.Explore(scenario, options).Verdict, Is.EqualTo(Verdict.Exhaustive));
            return found;
        }

        Assert.That(Outcomes(new ExplorationOptions { Strategy = strategy }),
            Is.EqualTo(Outcomes(new ExplorationOptions { Strategy = Strategy.Naive })));
    }

    [Test]
    public void ABoundedSearchIsNeverCalledExhaustive()
    {
        ExplorationProgram scenario = ModuleSet.BuiltIn.Programs.Exhibit("grab-loser").Right;
        Assert.That(Explorer.Explore(scenario, new ExplorationOptions { Preemptions = 1 }).Verdict, Is.EqualTo(Verdict.BoundedBy));
        Assert.That(Explorer.Explore(scenario, new ExplorationOptions { Executions = 3 }).BoundedBy, Is.EqualTo("3 executions"));
        foreach (Strategy sample in new[] { Strategy.Random, Strategy.Priorities, Strategy.Walk })
        {
            Assert.That(Explorer.Explore(scenario, new ExplorationOptions { Strategy = sample, Executions = 20 }).Verdict,
                Is.EqualTo(Verdict.BoundedBy));
        }
    }

    [Test]
    public void ALimitOfPreemptionsThatCutsNothingIsExhaustive() => Assert.That(
        Explorer.Explore(SmallPrograms.All.First(), new ExplorationOptions { Preemptions = 100 }).Verdict, Is.EqualTo(Verdict.Exhaustive));

    [Test]
    public void WhatIsNeverSeenIsAViolation()
    {
        ExplorationProgram scenario = new("vacuous", "one lookup", world =>
        {
            AddressSpace file = SmallPrograms.CachedFile(world);
            world.Task("a", () => SmallPrograms.LookUp(file, 0));
            world.Sometimes("the page is gone", () => file.Pages.Count.Value == 0);
        });
        ExplorationResult result = Explorer.Explore(scenario);
        Assert.That(result.Violation?.Kind, Is.EqualTo(ViolationKind.NeverSeen));
        Assert.That(result.Violation?.Message, Does.Contain("the page is gone"));
    }

    [Test]
    public void ResultsThatNoSerialOrderGivesAreAViolation()
    {
        ExplorationProgram Counter(bool atomic) => new("counter", "two increments", world =>
        {
            Folio folio = world.Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
            async KernelWork Increment()
            {
                await world.Machine.PointAsync(SchedulingPoint.Put);
                ulong seen = folio.Has(FolioFlags.Referenced) ? 1UL : 0;
                if (!atomic)
                {
                    await world.Machine.PointAsync(SchedulingPoint.Put);
                }

                if (seen == 0)
                {
                    folio.SetReclaim();
                    folio.Get();
                }
            }

            world.ChecksLeaks = false;
            world.Task("a", async () => { await Increment(); folio.MarkAccessed(); });
            world.Task("b", async () => { await Increment(); folio.MarkAccessed(); });
            world.Linearizable(() => $"count {folio.RefCount}");
        });
        Assert.That(Explorer.Explore(Counter(atomic: true)).Verdict, Is.EqualTo(Verdict.Exhaustive));
        Assert.That(Explorer.Explore(Counter(atomic: false)).Violation?.Kind, Is.EqualTo(ViolationKind.NotLinearizable));
    }

    [Test]
    public void TokensAreReadAsTheyAreWritten()
    {
        Move[] path = [new(0), new(0), new(1), new(1), new(1), new(0, true), new(1)];
        string token = ReplayToken.Write("a-b/wrong", path);
        Assert.That(token, Is.EqualTo("a-b/wrong:a2b3a!b"));
        Assert.That(ReplayToken.Read(token).Path, Is.EqualTo(path));
        Assert.That(() => ReplayToken.Read("nonsense"), Throws.TypeOf<FormatException>());
        Assert.That(() => Replay.Run(ModuleSet.BuiltIn.Programs.Exhibit("put-unlock").WrongOne, "put-unlock/wrong:a9"),
            Throws.TypeOf<FormatException>());
    }

    /// <summary>The table as a teacher shows it, on windows of three widths.</summary>
    [TestCase(60)]
    [TestCase(80)]
    [TestCase(120)]
    public void ATableFitsItsWindowAndLosesNothing(int width)
    {
        foreach (Exhibit exhibit in ModuleSet.BuiltIn.Programs.Exhibits)
        {
            ExplorationResult result = Explorer.Explore(exhibit.WrongOne);
            Trace trace = Replay.Run(result.Program, result.Violation!.Path);
            string table = TraceTable.Write(trace, width);
            Assert.That(table.Split('\n').Max(static l => l.Length), Is.LessThanOrEqualTo(width), exhibit.Name);
            string words = string.Concat(table.Where(static c => !char.IsWhiteSpace(c) && c != '|'));
            foreach (string count in trace.Joined().Steps.SelectMany(static s => s.Counts))
            {
                Assert.That(words, Does.Contain(count.Split(':')[0]), exhibit.Name);
            }
        }
    }

    [Test]
    public void ACounterexampleIsATableADiagramAndJson()
    {
        ExplorationResult result = Explorer.Explore(ModuleSet.BuiltIn.Programs.Exhibit("split-lookup").WrongOne);
        Trace trace = Replay.Run(result.Program, result.Violation!.Path);
        Assert.That(TraceTable.Write(trace), Does.Contain("| lookup").And.Contains("page cache"));
        Assert.That(TraceDiagram.Write(trace), Does.StartWith("sequenceDiagram").And.Contains("participant a as lookup"));
        Assert.That(ResultJson.Write(result), Does.Contain("\"verdict\": \"violation\"").And.Contains("\"token\""));
    }
}
