using FolioModel.Reclaim;

namespace FolioModel.Tests.Reclaim;

/// <summary>A policy decides who is evicted; the machine sees to it that only folios go that may.</summary>
[TestFixture]
public sealed class PolicyTests
{
    private static IEnumerable<IReclaimPolicy> Shipped() =>
    [
        new FifoPolicy(), new LruPolicy(), new MruPolicy(), new ClockPolicy(), new LfuPolicy(), new S3FifoPolicy(), new LhdPolicy(),
        new GetScanPolicy(static task => task.Name == "scanner"),
    ];

    private static IEnumerable<TestCaseData> Cases() => Shipped().SelectMany(static policy => new[] { false, true }.Select(
        multiGeneration => new TestCaseData(policy, multiGeneration)
            .SetArgDisplayNames(policy.Name, multiGeneration ? "mglru" : "classic")));

    [TestCaseSource(nameof(Cases))]
    public void AGroupUnderAPolicyStaysBelowItsLimitAndWhole(IReclaimPolicy policy, bool multiGeneration)
    {
        GroupMachine machine = new(multiGeneration);
        machine.Read(0, 50);
        machine.Group.Max = new PageCount(300);
        machine.Group.Policy = policy;
        Victims victims = new();
        machine.Machine.ReclaimObserver = victims;
        for (int round = 0; round < 4; round++)
        {
            Access(machine, Enumerable.Range(0, 100).Concat(Enumerable.Range(100 + (round * 400), 400)));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(victims.Order, Has.Count.GreaterThan(1000));
            Assert.That(victims.Verdicts, Has.All.EqualTo(FolioVerdict.Reclaimed), "the policy chose only folios that may go");
            Assert.That(machine.Group.Usage.Value, Is.LessThanOrEqualTo(300));
            Assert.That(machine.Machine.Validate(), Is.Empty);
        }
    }

    [TestCaseSource(nameof(Shipped))]
    public void BusyFoliosArePassedOver(IReclaimPolicy policy)
    {
        GroupMachine machine = new();
        machine.Group.Max = new PageCount(200);
        machine.Group.Policy = policy;
        Folio used = machine.File.Pages.GrabFolio(PageIndex.Zero).Folio;
        used.MarkUptodate();
        used.Unlock();
        Folio dirty = machine.File.Pages.GrabFolio(new PageIndex(1)).Folio;
        dirty.MarkUptodate();
        dirty.MarkDirty();
        dirty.Unlock();
        dirty.Put();
        Folio locked = machine.File.Pages.GrabFolio(new PageIndex(2)).Folio;
        locked.MarkUptodate();
        Access(machine, Enumerable.Range(10, 600));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.File.Pages.Peek(PageIndex.Zero).Folio, Is.EqualTo(used));
            Assert.That(machine.File.Pages.Peek(new PageIndex(1)).Folio, Is.EqualTo(dirty));
            Assert.That(machine.File.Pages.Peek(new PageIndex(2)).Folio, Is.EqualTo(locked));
            Assert.That(machine.Machine.Validate(), Is.Empty);
        }

        locked.Unlock();
        locked.Put();
        used.Put();
    }

    [TestCase("somebody uses")]
    [TestCase("is dirty")]
    [TestCase("is locked")]
    public void APolicyThatEvictsWhatMayNotGoIsCaughtWithTheFoliosStory(string state)
    {
        GroupMachine machine = new();
        machine.Group.Max = new PageCount(100);
        machine.Group.Policy = new RecklessPolicy();
        Folio folio = machine.File.Pages.GrabFolio(PageIndex.Zero).Folio;
        folio.MarkUptodate();
        if (state != "is locked")
        {
            folio.Unlock();
        }

        if (state == "is dirty")
        {
            folio.Lock();
            folio.MarkDirty();
            folio.Unlock();
            folio.Put();
        }

        Assert.That(
            () => Access(machine, Enumerable.Range(1, 200)),
            Throws.InstanceOf<KernelBugException>().With.Message.Contains($"policy 'reckless' evicts a folio that {state}")
                .And.Message.Contains("holders:").And.Message.Contains("page cache 1"));
    }

    [Test]
    public void AFolioThatIsNotAdmittedGoesFirst()
    {
        GroupMachine machine = new();
        machine.Group.Max = new PageCount(200);
        machine.Group.Policy = new PickyPolicy();
        Access(machine, Enumerable.Range(0, 50).Concat(Enumerable.Range(1000, 1000)));
        Assert.That(Enumerable.Range(0, 50).Count(page => machine.IsCached(page)), Is.EqualTo(50));
    }

    [Test]
    public void WhatIsCachedAlreadyIsAddedOldestFirst()
    {
        GroupMachine machine = new();
        machine.Read(0, 100);
        machine.Group.Policy = new FifoPolicy();
        Victims victims = new();
        machine.Machine.ReclaimObserver = victims;
        machine.Group.Reclaim(new PageCount(32));
        Assert.That(victims.Order.Take(32), Is.EqualTo(Enumerable.Range(0, 32)));
    }

    [Test]
    public void AMachineWithoutGroupsCanHaveAPolicy()
    {
        Machine machine = new(new MachineOptions { Pages = 512, Cpus = 1 });
        machine.ReclaimPolicy = new MruPolicy();
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Size = 2000L << PageSize.Shift, MaxOrder = Order.Zero });
        for (ulong page = 0; page < 2000; page++)
        {
            FolioResult result = file.Pages.GrabFolio(new PageIndex(page));
            result.Folio.MarkUptodate();
            result.Folio.Unlock();
            result.Folio.Put();
        }

        Assert.That(file.Pages.Peek(PageIndex.Zero).IsFolio, Is.True, "the least recent stays");
        machine.ReclaimPolicy = null;
        Assert.That(machine.ReclaimPolicy, Is.Null);
    }

    [TestCaseSource(nameof(Shipped))]
    public void InTheLongRunNothingIsAllocated(IReclaimPolicy policy)
    {
        GroupMachine machine = new(instrumented: false);
        machine.Group.Max = new PageCount(300);
        machine.Group.Policy = policy;
        for (int round = 0; round < 3; round++)
        {
            Cycle(machine);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Cycle(machine);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void TheKernelsOwnReclaimAllocatesNothingInTheLongRun([Values] bool multiGeneration)
    {
        GroupMachine machine = new(multiGeneration, instrumented: false);
        machine.Group.Max = new PageCount(300);
        for (int round = 0; round < 3; round++)
        {
            Cycle(machine);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Cycle(machine);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static void Cycle(GroupMachine machine)
    {
        for (int page = 0; page < 2000; page++)
        {
            machine.Access(page % 700);
        }
    }

    private static void Access(GroupMachine machine, IEnumerable<int> pages)
    {
        foreach (int page in pages)
        {
            machine.Access(page);
        }
    }

    /// <summary>Notes the pages that were evicted, and what was decided about each folio.</summary>
    private sealed class Victims : IReclaimObserver
    {
        public List<int> Order { get; } = [];

        public List<FolioVerdict> Verdicts { get; } = [];

        public void Judged(Folio folio, AddressSpace? mapping, FolioVerdict verdict)
        {
            Order.Add((int)folio.Index.Value);
            Verdicts.Add(verdict);
        }
    }

    /// <summary>Evicts from the head without looking.</summary>
    private sealed class RecklessPolicy : ListPolicy
    {
        public override string Name => "reckless";

        public override void Choose(EvictionRequest request)
        {
            while (!request.IsDone && !Queue.First.IsNone)
            {
                request.Take(Queue.First);
            }
        }
    }

    /// <summary>Admits the first 100 pages of files only.</summary>
    private sealed class PickyPolicy : ListPolicy, IReclaimPolicy
    {
        public override string Name => "picky";

        public bool Admits(Folio folio) => folio.Index.Value < 100;
    }
}
