using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>A task that spins because of something that is over tries again; a task that spins forever is found, by any path.</summary>
[TestFixture]
internal sealed class StaleSpinTests
{
    [Test]
    public void AFreezeThatNeverEndsIsFoundWhateverALookupHasSeenBefore(
        [Values] bool lookupFirst, [Values(0, 1, 2)] int earlier, [Values(Strategy.States, Strategy.SourceSets)] Strategy strategy)
    {
        ExplorationResult result = Explorer.Explore(
            new ExplorationProgram("frozen-for-ever", "a lookup against a freeze that nobody ends",
                world => Fill(world, lookupFirst, earlier)),
            new ExplorationOptions { Strategy = strategy });
        Assert.That(result.Violation?.Kind, Is.EqualTo(ViolationKind.Deadlock));
    }

    /// <summary>Without what a task has seen, a state in which it waits is taken for one in which it only tries again.</summary>
    [TestCase("lookup+split")]
    [TestCase("lookup+migrate")]
    [TestCase("lookup+reclaim")]
    public void WhatTasksWaitForDoesNotDependOnTheSearch(string pair)
    {
        ExplorationProgram scenario = ModuleSet.BuiltIn.Programs.Find(pair);
        ExplorationResult states = Explorer.Explore(scenario);
        ExplorationResult naive = Explorer.Explore(scenario, new ExplorationOptions { Strategy = Strategy.Naive });
        Assert.That(states.WaitedFor, Is.EqualTo(naive.WaitedFor));
        Assert.That(states.WaitedFor, Does.Contain("freeze"));
    }

    private static void Fill(World world, bool lookupFirst, int earlier)
    {
        AddressSpace file = world.Machine.CreateAddressSpace();
        Folio folio = file.Pages.GrabFolio(PageIndex.Zero).Folio;
        folio.Unlock();
        folio.Put();
        world.Machine.Batches.DrainAll();
        if (lookupFirst)
        {
            world.Task("lookup", LookUp);
            world.Task("freeze", Freeze);
        }
        else
        {
            world.Task("freeze", Freeze);
            world.Task("lookup", LookUp);
        }

        async KernelWork LookUp()
        {
            for (int i = 0; i <= earlier; i++)
            {
                Folio found = (await file.Pages.GetFolioAsync(PageIndex.Zero)).Folio;
                await world.Machine.PointAsync(SchedulingPoint.Put);
                found.Put();
            }
        }

        async KernelWork Freeze()
        {
            await world.Machine.PointAsync(SchedulingPoint.Freeze);
            folio.Freeze(1);
            await world.Machine.PointAsync(SchedulingPoint.Unfreeze);
        }
    }
}
