using FolioModel.Groups;
using FolioModel.Reclaim;

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
    public void TheChargeOfAFolioGoesToTheOneThatTakesItsPlace([Values] bool multiGeneration)
    {
        GroupMachine machine = new(multiGeneration);
        machine.Read(0, 3);
        machine.Machine.Batches.DrainAll();
        Folio source = machine.File.Pages.GetFolio(new PageIndex(1)).Folio;
        Assert.That(source.Isolate(), Is.True);
        source.Put();
        FolioResult moved = source.Migrate();
        machine.Group.DrainStocks();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(moved.Error, Is.EqualTo(Errno.None));
            Assert.That(machine.Machine.GroupOf(moved.Folio), Is.SameAs(machine.Group));
            Assert.That(machine.Group.Usage.Value, Is.EqualTo(4), "3 pages and 1 page of tree nodes, as before the migration");
            Assert.That(machine.Machine.Validate(), Is.Empty);
        }
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
    public void ALowerLimitIsEnforcedAtOnce()
    {
        GroupMachine machine = new();
        machine.Read(0, 500);
        machine.Group.LimitTo(new PageCount(300));
        Assert.That(machine.Group.Usage.Value, Is.LessThanOrEqualTo(300));
        machine.Group.ThrottleAbove(new PageCount(100));
        Assert.That(machine.Group.Usage.Value, Is.LessThanOrEqualTo(100));
        Assert.That(machine.Group.Events.OutOfMemory, Is.Zero);
    }

    [Test]
    public void AProtectionThatIsNotClaimedIsSharedByUse()
    {
        GroupMachine machine = new();
        MemoryGroup tree = machine.Machine.CreateGroup("tree", machine.Group);
        MemoryGroup left = machine.Machine.CreateGroup("left", tree);
        MemoryGroup other = machine.Machine.CreateGroup("other", machine.Group);
        tree.Min = new PageCount(1000);
        machine.Machine.Current.Group = left;
        machine.Read(0, 200);
        machine.Machine.Current.Group = other;
        machine.Read(300, 300);
        machine.Machine.Batches.DrainAll();
        machine.Group.Reclaim(new PageCount(400));
        Assert.That(left.Own(GroupCounter.File), Is.EqualTo(200), "the group below shares the protection of the one above");
        Assert.That(other.Own(GroupCounter.File), Is.LessThan(20));
    }

    [Test]
    public void AClaimThatExceedsTheProtectionAboveIsCutInProportion()
    {
        GroupMachine machine = new();
        MemoryGroup tree = machine.Machine.CreateGroup("tree", machine.Group);
        MemoryGroup left = machine.Machine.CreateGroup("left", tree);
        MemoryGroup right = machine.Machine.CreateGroup("right", tree);
        tree.Min = new PageCount(150);
        left.Min = new PageCount(1000);
        right.Min = new PageCount(1000);
        machine.Machine.Current.Group = left;
        machine.Read(0, 400);
        machine.Machine.Current.Group = right;
        machine.Read(1000, 200);
        machine.Machine.Batches.DrainAll();
        machine.Group.Reclaim(new PageCount(1000));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(left.Usage.Value + right.Usage.Value, Is.InRange(140, 190), "what the group above has, and what a scan leaves");
            Assert.That(left.Usage.Value, Is.GreaterThan(30), "each has a share");
            Assert.That(right.Usage.Value, Is.GreaterThan(30));
        }
    }

    [Test]
    public void ARemovedGroupLivesOnUntilItsLastFolioIsFreed()
    {
        GroupMachine machine = new();
        MemoryGroup child = machine.Machine.CreateGroup("child", machine.Group);
        machine.Machine.Current.Group = child;
        machine.Read(0, 40);
        Assert.That(child.Remove(), Is.EqualTo(Errno.EBUSY), "a task belongs to it");
        machine.Machine.Current.Group = machine.Group;
        Assert.That(machine.Group.Remove(), Is.EqualTo(Errno.EBUSY));
        Assert.That(child.Remove(), Is.EqualTo(Errno.None));
        machine.Machine.Batches.DrainAll();
        machine.Group.DrainStocks();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(child.IsOnline, Is.False);
            Assert.That(child.Usage.Value, Is.EqualTo(40), "its folios; the tree's node belongs to the group above");
            Assert.That(machine.Group.Usage.Value, Is.EqualTo(41));
            Assert.That(machine.Group.Own(GroupCounter.Kernel), Is.EqualTo(1));
            Assert.That(machine.Machine.MemoryGroups, Does.Contain(child));
        }

        machine.Group.Reclaim(new PageCount(100));
        machine.Group.DrainStocks();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.Machine.MemoryGroups, Does.Not.Contain(child));
            Assert.That(machine.Group.Children, Is.Empty);
            Assert.That(machine.File.Pages.Count.Value, Is.Zero);
            Assert.That(machine.Group.Usage.Value, Is.EqualTo(1));
        }
    }

    [Test]
    public void AShadowOfARemovedGroupSaysNothing()
    {
        GroupMachine machine = new();
        machine.Read(0, 40);
        machine.Machine.Batches.DrainAll();
        machine.Group.Reclaim(new PageCount(40));
        Shadow shadow = Shadow.Unpack(machine.File.Pages.Peek(PageIndex.Zero).Value);
        Assert.That(shadow.MemoryCgroup, Is.EqualTo(machine.Group.Id));
        Assert.That(machine.Machine.WorkingSet.DistanceOf(shadow), Is.GreaterThan(0));
        machine.Machine.Current.Group = null;
        machine.Group.Remove();
        Assert.That(machine.Machine.WorkingSet.IsRecent(shadow, file: true), Is.False);
    }

    [Test]
    public void AFolioThatReplacesAnotherIsChargedToItsGroup()
    {
        GroupMachine machine = new();
        machine.Read(0, 3);
        machine.Machine.Batches.DrainAll();
        Folio old = machine.File.Pages.LockFolio(PageIndex.Zero).Folio;
        machine.Machine.Current.Group = null;
        Folio fresh = machine.Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        fresh.Lock();
        machine.Group.DrainStocks();
        machine.File.Pages.ReplaceFolio(old, fresh);
        Assert.That(machine.Group.Usage.Value, Is.EqualTo(5), "both, until the old one is freed");
        old.Unlock();
        old.Put();
        fresh.Unlock();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.Machine.GroupOf(fresh), Is.SameAs(machine.Group));
            Assert.That(machine.Group.Usage.Value, Is.EqualTo(4));
            Assert.That(machine.Group.Own(GroupCounter.File), Is.EqualTo(3));
        }
    }

    [Test]
    public void AMachineWithoutGroupsHasNone()
    {
        Assert.That(new Machine().MemoryGroups, Is.Empty);
        Assert.That(static () => new Machine().CreateGroup("group"), Throws.InvalidOperationException);
    }
}
