using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>Results of tasks are compared with those of the tasks one after the other.</summary>
internal sealed class OutcomeTests
{
    /// <summary>Both would be told that they came first, which no order gives.</summary>
    [TestCase(true, ExpectedResult = null)]
    [TestCase(false, ExpectedResult = ViolationKind.NotLinearizable)]
    public ViolationKind? ResultsAloneTellThatNoOrderGivesThem(bool atomic) =>
        Explorer.Explore(new ExplorationProgram("first", "two tasks ask who came first", world =>
    {
        Shared<bool> taken = world.Share(false);
        async KernelWork<Errno> Take()
        {
            await world.Machine.PointAsync(SchedulingPoint.SlotLoad);
            bool late = taken.Value;
            if (!atomic)
            {
                await world.Machine.PointAsync(SchedulingPoint.SlotStore);
            }

            taken.Value = true;
            return late ? Errno.EEXIST : Errno.None;
        }

        world.Task("a", Take);
        world.Task("b", Take);
        world.Linearizable();
    })).Violation?.Kind;

    /// <summary>What gives up because somebody is in its way has a result that it has alone never.</summary>
    [TestCase(true, ExpectedResult = null)]
    [TestCase(false, ExpectedResult = ViolationKind.NotLinearizable)]
    public ViolationKind? ATaskMayGiveUpIfTheScenarioSaysSo(bool may) =>
        Explorer.Explore(new ExplorationProgram("try", "a try against a lock", world =>
    {
        AddressSpace file = SmallPrograms.CachedFile(world);
        world.Task("hold", async () =>
        {
            await file.InvalidateLock.DownWriteAsync();
            await world.Machine.PointAsync(SchedulingPoint.Put);
            file.InvalidateLock.UpWrite();
        });
        KernelTask trying = world.Task("try", async () =>
        {
            await world.Machine.PointAsync(SchedulingPoint.Lock);
            if (!file.InvalidateLock.TryDownWrite())
            {
                return Errno.EAGAIN;
            }

            file.InvalidateLock.UpWrite();
            return Errno.None;
        });
        if (may)
        {
            world.MayGiveUp(trying, $"{Errno.EAGAIN}");
        }

        world.Linearizable();
    })).Violation?.Kind;

    [Test]
    public void ResultsTellFinalStatesApartAndCanBeAsked()
    {
        ExplorationResult result = Explorer.Explore(new ExplorationProgram("who", "who comes first", world =>
        {
            Shared<int> turn = world.Share(0, "turn");
            async KernelWork<int> Next()
            {
                await world.Machine.PointAsync(SchedulingPoint.SlotStore);
                return ++turn.Value;
            }

            KernelTask a = world.Task("a", Next);
            world.Task("b", Next);
            world.Sometimes("a is first", () => world.ResultOf(a) == "1");
            world.Sometimes("a is second", () => world.ResultOf(a) == "2");
        }));
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Exhaustive), result.Violation?.Message);
        Assert.That(result.FinalStates, Has.Count.EqualTo(2));
    }
}
