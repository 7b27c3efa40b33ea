using FolioModel.Groups;

namespace FolioModel.Tests.Reclaim;

/// <summary>Groups are charged for what their tasks use, and what exceeds a limit is reclaimed.</summary>
[TestFixture]
public sealed class MemoryGroupTests
{
    [Test]
    public void AChargeTakesABatchAndTheNextOnesAreServedFromStock()
    {
        GroupMachine machine = new();
        machine.Read(0, 3);
        Assert.That(machine.Group.Usage.Value, Is.EqualTo(64), "3 pages and 1 page of tree nodes, from one batch");
        machine.Group.DrainStocks();
        Assert.That(machine.Group.Usage.Value, Is.EqualTo(4));
    }

    [Test]
    public void AtTheLimitOldPagesMakeRoomForNewOnes([Values] bool multiGeneration)
    {
        GroupMachine machine = new(multiGeneration);
        machine.Group.Max = new PageCount(200);
        machine.Read(0, 1000);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.Group.Usage.Value, Is.LessThanOrEqualTo(200));
            Assert.That(machine.File.Pages.Count.Value, Is.InRange(120, 199));
            Assert.That(machine.File.Pages.Peek(new PageIndex(0)).IsValue, Is.True, "a shadow tells that the page was there");
            Assert.That(machine.File.Pages.Peek(new PageIndex(999)).IsFolio, Is.True);
            Assert.That(machine.Group.Events.Max, Is.GreaterThan(0));
            Assert.That(machine.Machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void TheLimitOfAGroupAboveCountsToo()
    {
        GroupMachine machine = new();
        MemoryGroup child = machine.Machine.CreateGroup("child", machine.Group);
        machine.Group.Max = new PageCount(150);
        machine.Machine.Current.Group = child;
        machine.Read(0, 500);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.Group.Usage.Value, Is.LessThanOrEqualTo(150));
            Assert.That(child.Usage, Is.EqualTo(machine.Group.Usage));
            Assert.That(machine.Group.Events.Max, Is.GreaterThan(0));
            Assert.That(child.Events.Max, Is.Zero);
        }
    }

    [Test]
    public void AHighLimitIsReclaimedOnTheWayOutOfTheKernel()
    {
        GroupMachine machine = new();
        machine.Group.High = new PageCount(200);
        for (int page = 0; page < 600; page++)
        {
            machine.Read(page, 1);
            machine.Machine.ReturnToUser();
        }

        Assert.That(machine.Group.Events.High, Is.GreaterThan(0));
        Assert.That(machine.Group.Usage.Value, Is.LessThanOrEqualTo(200 + 64), "it may be exceeded by a batch");
    }

    [Test]
    public void AProtectedGroupIsPassedOverWhileOthersHaveSomething()
    {
        GroupMachine machine = new();
        MemoryGroup spared = machine.Machine.CreateGroup("spared", machine.Group);
        MemoryGroup other = machine.Machine.CreateGroup("other", machine.Group);
        spared.Low = new PageCount(1000);
        machine.Machine.Current.Group = spared;
        machine.Read(0, 100);
        long before = spared.Own(GroupCounter.File);
        machine.Machine.Current.Group = other;
        machine.Read(200, 300);
        machine.Group.Reclaim(new PageCount(100));
        Assert.That(spared.Own(GroupCounter.File), Is.EqualTo(before));
        Assert.That(other.Own(GroupCounter.File), Is.LessThanOrEqualTo(200));
    }

    [Test]
    public void ReclaimOnRequestFreesWhatWasAskedForIfItCan([Values] bool multiGeneration)
    {
        GroupMachine machine = new(multiGeneration);
        machine.Read(0, 500);
        Assert.That(machine.Group.Reclaim(new PageCount(100)).Value, Is.GreaterThanOrEqualTo(100));
        Assert.That(machine.File.Pages.Count.Value, Is.LessThanOrEqualTo(400));
    }

    [Test]
    public void AChargeThatCannotBeMetFails()
    {
        GroupMachine machine = new();
        machine.Group.Max = new PageCount(40);
        List<Folio> held = [];
        Errno error = Errno.None;
        for (ulong page = 0; error == Errno.None && page < 100; page++)
        {
            FolioResult result = machine.File.Pages.GrabFolio(new PageIndex(page));
            error = result.Error;
            if (result.IsOk)
            {
                result.Folio.Unlock();
                held.Add(result.Folio);
            }
        }

        Assert.That(error, Is.EqualTo(Errno.ENOMEM));
        Assert.That(machine.Group.Events.OutOfMemory, Is.EqualTo(1));
        Assert.That(held, Has.Count.EqualTo(39), "one page is the tree's");
    }

    [Test]
    public void StatisticsAreAsOfTheLastFlush()
    {
        GroupMachine machine = new();
        MemoryGroup child = machine.Machine.CreateGroup("child", machine.Group);
        machine.Machine.Current.Group = child;
        machine.Read(0, 31);
        Assert.That(machine.Group.Flushed(GroupCounter.InactiveFile), Is.Zero);
        machine.Group.FlushStatistics();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.Group.Flushed(GroupCounter.InactiveFile), Is.EqualTo(31), "those of groups below are added");
            Assert.That(machine.Group.Own(GroupCounter.InactiveFile), Is.Zero);
            Assert.That(child.Flushed(GroupCounter.File), Is.EqualTo(31));
            Assert.That(GroupCounter.InactiveFile.KernelName(), Is.EqualTo("inactive_file"));
        }
    }

    [Test]
    public void FreedFoliosAndNodesGiveTheirChargesBack()
    {
        GroupMachine machine = new();
        machine.Read(0, 300);
        machine.Machine.Batches.DrainAll();
        machine.File.EvictInode();
        machine.Group.DrainStocks();
        Assert.That(machine.Group.Usage.Value, Is.Zero);
        Assert.That(machine.Group.Own(GroupCounter.Kernel), Is.Zero);
    }

    [Test]
    public void AMachineWithoutGroupsHasNone()
    {
        Machine machine = new();
        Assert.That(machine.MemoryGroups, Is.Empty);
        Assert.That(() => machine.CreateGroup("group"), Throws.InvalidOperationException);
    }
}
