using FolioModel.Groups;

namespace FolioModel.Tests.Reclaim;

/// <summary>What reclaim decides about a folio, and why.</summary>
[TestFixture]
public sealed class ReclaimDecisionTests
{
    [Test]
    public void APageThatAProcessUsedStaysOnceAndGoesTheNextTime()
    {
        (GroupMachine machine, Verdicts verdicts) = MappedBy(1);
        machine.Group.Reclaim(new PageCount(1));
        Assert.That(verdicts.Of(0), Is.EqualTo(new[] { FolioVerdict.KeptReferenced, FolioVerdict.Reclaimed }));
    }

    [Test]
    public void APageThatTwoProcessesUsedIsActivated()
    {
        (GroupMachine machine, Verdicts verdicts) = MappedBy(2);
        machine.Group.Reclaim(new PageCount(1));
        Assert.That(verdicts.Of(0)[0], Is.EqualTo(FolioVerdict.ActivatedReferenced));
    }

    [Test]
    public void ProgramTextIsActivatedAtTheFirstUse()
    {
        (GroupMachine machine, Verdicts verdicts) = MappedBy(1, MapOptions.Executable);
        machine.Group.Reclaim(new PageCount(1));
        Assert.That(verdicts.Of(0)[0], Is.EqualTo(FolioVerdict.ActivatedExecutable));
    }

    [Test]
    public void UsesOfAnAreaReadAtRandomDoNotCount()
    {
        (GroupMachine machine, Verdicts verdicts) = MappedBy(2, MapOptions.RandomAccess);
        machine.Group.Reclaim(new PageCount(1));
        Assert.That(verdicts.Of(0), Is.EqualTo(new[] { FolioVerdict.Reclaimed }));
    }

    [Test]
    public void ADirtyFilePageIsLeftToTheFlushers([Values] bool multiGeneration)
    {
        GroupMachine machine = new(multiGeneration);
        machine.Read(0, 40);
        Folio dirty = machine.File.Pages.Peek(PageIndex.Zero).Folio;
        dirty.Lock();
        dirty.MarkDirty();
        dirty.Unlock();
        Verdicts verdicts = Verdicts.Of(machine.Machine);
        machine.Group.Reclaim(new PageCount(20));
        Assert.That(verdicts.Of(0), Is.EqualTo(new[] { FolioVerdict.ActivatedDirty }));
        Assert.That(dirty.Has(FolioFlags.Reclaim), Is.True, "it goes to the tail when it has been written");
    }

    [Test]
    public void APageThatSomebodyHoldsStays([Values] bool multiGeneration)
    {
        GroupMachine machine = new(multiGeneration);
        machine.Read(0, 40);
        Folio held = machine.File.Pages.GetFolio(PageIndex.Zero).Folio;
        Verdicts verdicts = Verdicts.Of(machine.Machine);
        machine.Group.Reclaim(new PageCount(20));
        Assert.That(verdicts.Of(0), Is.Not.Empty.And.All.EqualTo(FolioVerdict.KeptReferenceHeld));
        Assert.That(held.Holders.Any(static holder => holder.Kind == HolderKind.Isolation), Is.False,
            "the isolation gave its reference back");
        held.Put();
    }

    [Test]
    public void IsolationIsTheNamedHolderOfTheReferenceThatReclaimTakes()
    {
        GroupMachine machine = new();
        machine.Read(0, 40);
        int isolated = 0;
        Verdicts verdicts = Verdicts.Of(machine.Machine);
        Folio locked = machine.File.Pages.GetFolio(new PageIndex(1)).Folio;
        locked.Lock();
        verdicts.Saw = folio =>
            isolated += folio.Frame == locked.Frame && folio.Holders.Any(static h => h.Kind == HolderKind.Isolation) ? 1 : 0;
        machine.Group.Reclaim(new PageCount(10));
        Assert.That(verdicts.Of(1), Is.Not.Empty.And.All.EqualTo(FolioVerdict.KeptLocked));
        Assert.That(isolated, Is.EqualTo(verdicts.Of(1).Count));
        locked.Unlock();
        locked.Put();
    }

    [Test]
    public void NeighboursOfAUsedPageAreLookedAtAndMovedToTheYoungestGeneration()
    {
        GroupMachine machine = new(multiGeneration: true);
        ProcessMemory process = machine.Machine.CreateProcess("reader");
        MappedArea area = process.Map(machine.File, PageIndex.Zero, 64, MapOptions.Shared);
        machine.Read(0, 64);
        machine.Machine.Batches.DrainAll();
        for (int page = 0; page < 64; page++)
        {
            process.Touch(area.First + page, write: false);
        }

        machine.Read(100, 100);
        machine.Group.Reclaim(new PageCount(10));
        machine.Machine.Batches.DrainAll();
        LruGenerations generations = machine.Group.Lru.Generations!;
        Assert.That(generations.PagesOf(generations.Youngest, anon: false).Value, Is.EqualTo(64));
    }

    [Test]
    public void AgingPromotesWhatProcessesUsed()
    {
        GroupMachine machine = new(multiGeneration: true);
        ProcessMemory process = machine.Machine.CreateProcess("reader");
        MappedArea area = process.Map(machine.File, PageIndex.Zero, 200, MapOptions.Shared);
        for (int page = 0; page < 200; page++)
        {
            process.Touch(area.First + page, write: false);
        }

        machine.Machine.Batches.DrainAll();
        long youngest = machine.Group.Lru.Generations!.Youngest;
        machine.Group.Reclaim(new PageCount(10));
        Assert.That(machine.Group.Lru.Generations!.Youngest, Is.GreaterThan(youngest), "all was young, so a generation had to be made");
        Assert.That(machine.Machine.Validate(), Is.Empty);
    }

    [Test]
    public void ReclaimMovesTheCountersOfTheNodeAndOfTheGroup([Values] bool multiGeneration)
    {
        GroupMachine machine = new(multiGeneration);
        machine.Read(0, 500);
        machine.Group.Reclaim(new PageCount(200));
        machine.Group.FlushStatistics();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.Group.Flushed(GroupCounter.PagesReclaimedDirect), Is.GreaterThanOrEqualTo(200));
            Assert.That(machine.Group.Flushed(GroupCounter.PagesScannedDirect),
                Is.GreaterThanOrEqualTo(machine.Group.Flushed(GroupCounter.PagesReclaimedDirect)));
            Assert.That(machine.Machine.Statistics.ReclaimedFile, Is.EqualTo(machine.Group.Flushed(GroupCounter.PagesReclaimedDirect)));
            Assert.That(machine.Machine.Statistics.ReclaimedDirect, Is.Zero, "the kernel counts reclaim of groups in the groups only");
            Assert.That(machine.Machine.Statistics.IsolatedFile, Is.Zero, "nothing is left isolated");
        }
    }

    /// <summary>A machine whose processes have each touched page 0.</summary>
    private static (GroupMachine Machine, Verdicts Verdicts) MappedBy(int processes, MapOptions options = MapOptions.None)
    {
        GroupMachine machine = new();
        for (int i = 0; i < processes; i++)
        {
            ProcessMemory process = machine.Machine.CreateProcess($"reader {i}");
            MappedArea area = process.Map(machine.File, PageIndex.Zero, 1, MapOptions.Shared | options);
            process.Touch(area.First, write: false);
        }

        machine.Machine.Batches.DrainAll();
        machine.File.Pages.Peek(PageIndex.Zero).Folio.Page.Flags &= ~FolioFlags.Referenced;
        return (machine, Verdicts.Of(machine.Machine));
    }

    /// <summary>Keeps the verdicts about each page.</summary>
    private sealed class Verdicts : IReclaimObserver
    {
        private readonly Dictionary<ulong, List<FolioVerdict>> _verdicts = [];

        public Action<Folio>? Saw { get; set; }

        public static Verdicts Of(Machine machine)
        {
            Verdicts verdicts = new();
            machine.ReclaimObserver = verdicts;
            return verdicts;
        }

        public IReadOnlyList<FolioVerdict> Of(ulong page) => _verdicts.GetValueOrDefault(page) ?? [];

        public void Judged(Folio folio, AddressSpace? mapping, FolioVerdict verdict)
        {
            Saw?.Invoke(folio);
            if (!_verdicts.TryGetValue(folio.Index.Value, out List<FolioVerdict>? list))
            {
                _verdicts[folio.Index.Value] = list = [];
            }

            list.Add(verdict);
        }
    }
}
