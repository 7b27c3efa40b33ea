using FolioModel.Groups;

namespace FolioModel.Tests.Reclaim;

/// <summary>Tree nodes that hold only shadows are kept up to one for every 8 pages, and the oldest beyond that are freed.</summary>
[TestFixture]
public sealed class ShadowNodeTests
{
    private const int NodeSlots = 64;

    [Test]
    public void ANodeIsListedWhileItHoldsShadowsAndNothingElse()
    {
        GroupMachine machine = new();
        machine.Group.Max = new PageCount(200);
        machine.Read(0, NodeSlots);
        machine.Machine.Batches.DrainAll();
        Assert.That(machine.Machine.Statistics.ShadowNodes, Is.Zero);
        Evict(machine, NodeSlots);
        Assert.That(machine.Machine.Statistics.ShadowNodes, Is.EqualTo(1));
        machine.Read(5, 1);
        Assert.That(machine.Machine.Statistics.ShadowNodes, Is.Zero, "a folio is in it again");
        machine.File.Truncate(default, ByteOffset.ToEnd);
        Assert.That(machine.Machine.Statistics.ShadowNodes, Is.Zero);
    }

    [Test]
    public void A_node_that_goes_may_take_the_next_one_along([Values] bool multiGeneration)
    {
        GroupMachine machine = new(multiGeneration);
        machine.Read(NodeSlots, 1);
        machine.Read(0, 1);
        machine.Machine.Batches.DrainAll();
        for (int round = 0; round < 8; round++)
        {
            machine.Group.Reclaim(new PageCount(2));
        }

        Assert.That(machine.File.Pages.Count.Value, Is.Zero);
        Assert.That(machine.Machine.Statistics.ShadowNodes, Is.Zero, "without the second node the tree is a single shadow");
        Assert.That(machine.Machine.Validate(), Is.Empty);
    }

    [Test]
    public void TruncationTakesNodesOffTheList()
    {
        GroupMachine machine = new();
        machine.Read(0, 4 * NodeSlots);
        Evict(machine, 4 * NodeSlots);
        Assert.That(machine.Machine.Statistics.ShadowNodes, Is.EqualTo(4));
        machine.File.Truncate(new ByteOffset((long)NodeSlots << PageSize.Shift), ByteOffset.ToEnd);
        Assert.That(machine.Machine.Statistics.ShadowNodes, Is.EqualTo(1));
    }

    [Test]
    public void TheOldestNodesBeyondOneForEightPagesAreFreedWithTheirShadows([Values] bool multiGeneration)
    {
        GroupMachine machine = new(multiGeneration);
        machine.Group.Max = new PageCount(128);
        AddressSpace file = machine.Machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "sparse", Size = 1L << 40, MaxOrder = Order.Zero });
        const int Pages = 1200;
        for (ulong page = 0; page < Pages; page++)
        {
            Folio folio = file.Pages.GrabFolio(new PageIndex(page * NodeSlots)).Folio;
            folio.MarkUptodate();
            folio.Unlock();
            folio.Put();
        }

        long listed = machine.Machine.Statistics.ShadowNodes;
        long freed = machine.Machine.Statistics.ShadowNodesFreed;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(freed, Is.GreaterThan(500));
            Assert.That(machine.Group.Own(GroupCounter.WorkingsetNodeReclaim), Is.EqualTo(freed));
            Assert.That(listed, Is.LessThan(200), "about an eighth of the group's pages, and half a batch");
            Assert.That(file.Pages.Peek(PageIndex.Zero).IsValue, Is.False, "the first node is gone, and its shadow with it");
            Assert.That(
                Enumerable.Range(1000, 200).Any(page => file.Pages.Peek(new PageIndex((ulong)page * NodeSlots)).IsValue), Is.True,
                "a young one is still there");
            Assert.That(machine.Group.Usage, Is.LessThanOrEqualTo(new PageCount(128)));
            Assert.That(machine.Machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void NodesOfARemovedGroupAreThoseOfTheGroupAbove()
    {
        GroupMachine machine = new();
        machine.Read(0, 4 * NodeSlots);
        Evict(machine, 4 * NodeSlots);
        machine.Machine.Current.Group = null;
        Assert.That(machine.Group.Remove(), Is.EqualTo(Errno.None));
        Assert.That(machine.Machine.Statistics.ShadowNodes, Is.EqualTo(4));
        machine.Machine.DropSlab();
        Assert.That(machine.Machine.Statistics.ShadowNodes, Is.EqualTo(4), "half of them is less than a batch, and put off");
        machine.Machine.DropSlab();
        Assert.That(machine.Machine.Statistics.ShadowNodes, Is.Zero, "the root has no pages that shadows could be useful for");
    }

    /// <summary>Reclaims single folios, so that no shrinker is asked.</summary>
    private static void Evict(GroupMachine machine, int pages)
    {
        machine.Machine.Batches.DrainAll();
        for (int page = 0; page < pages; page++)
        {
            Folio folio = machine.File.Pages.GetFolio(new PageIndex((ulong)page)).Folio;
            Assert.That(folio.Isolate(), Is.True);
            folio.Put();
            Assert.That(folio.Reclaim(), Is.EqualTo(1));
        }
    }
}
