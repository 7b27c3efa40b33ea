using FolioModel.Groups;
using FolioModel.Observation;
using FolioModel.Swap;

namespace FolioModel.Tests.Swap;

/// <summary>Swap on a rotating disk: writes that end later, slots one behind the other, and neighbours that are read too.</summary>
[TestFixture]
internal sealed class SwapDiskTests
{
    private const int Slots = 1200;

    private Machine _machine = null!;
    private MemoryGroup _group = null!;
    private ProcessMemory _process = null!;
    private MappedArea _pages = null!;
    private Disk _disk = null!;
    private SwapArea _area = null!;

    [SetUp]
    public void CreateMachine()
    {
        _machine = new Machine(new MachineOptions { Pages = 1 << 12, Cpus = 1, MemoryGroups = 2, Ledger = true });
        _group = _machine.CreateGroup("group");
        _machine.Current.Group = _group;
        _disk = new Disk();
        _area = _machine.Swap.SwapOn(Slots, _disk);
        _process = _machine.CreateProcess("test");
        _pages = _process.MapAnonymous(1024);
    }

    [TearDown]
    public void NothingIsBroken()
    {
        _machine.Batches.DrainAll();
        Assert.That(_machine.Validate(), Is.Empty);
    }

    [Test]
    public void A_page_that_is_being_written_stays_and_goes_without_another_write_when_its_write_has_ended()
    {
        Folio folio = Write(0);
        _process.PageOut(_pages.First, 1);
        _machine.Batches.Drain();
        Assert.That(_process.EntryAt(_pages.First), Is.EqualTo(PageEntryKind.Swapped));
        Assert.That(folio.Has(FolioFlags.Writeback) && folio.Has(FolioFlags.SwapCache) && folio.Has(FolioFlags.Reclaim), Is.True);
        Assert.That((_area.WritesUnderWay, _machine.Statistics.Writeback), Is.EqualTo((1, 1L)));
        Assert.That(_machine.Validate(), Is.Empty);

        Assert.That(_area.EndWrites(5), Is.EqualTo(1));
        Assert.That(folio.Has(FolioFlags.Writeback), Is.False);
        Assert.That(_machine.Batches.SlotsOf(folio, 0, LruBatchKind.MoveTail), Is.EqualTo(1), "it goes to the tail of its list");

        Assert.That(Reclaim(1), Is.EqualTo(1));
        Assert.That((_machine.Statistics.SwappedOut, _disk.Written.Count), Is.EqualTo((1L, 1)), "it was written once");
        Assert.That((_area.CountOf(_process.SwapAt(_pages.First)!.Value), _area.Cache.Pages.Value), Is.EqualTo((1, 0L)));
    }

    [Test]
    public void Of_the_written_pages_the_one_written_last_goes_first_and_all_before_the_others()
    {
        Write(10);
        Write(0);
        Write(1);
        Write(2);
        _process.PageOut(_pages.First, 3);
        _machine.Batches.Drain();
        _area.EndWrites(3);
        _machine.Batches.Drain();
        LruList list = _group.Lru[LruListKind.InactiveAnon];
        Assert.That(list.FromTail.Take(3).Select(static folio => folio.Swap!.Value.Offset), Is.EqualTo([3UL, 2UL, 1UL]));
    }

    [Test]
    public void A_page_that_is_used_while_it_is_written_is_found_in_the_swap_cache_and_does_not_go_to_the_tail()
    {
        Folio folio = Write(0);
        _process.PageOut(_pages.First, 1);
        Assert.That(_process.Touch(_pages.First, write: true), Is.EqualTo(TouchResult.Done));
        Assert.That(_process.FolioAt(_pages.First), Is.EqualTo(folio));
        Assert.That(_disk.ReadSlots, Is.Empty);
        Assert.That(folio.Has(FolioFlags.SwapCache), Is.True, "a slot is not given back while it is written to");

        _area.EndWrites(1);
        Assert.That(_machine.Batches.SlotsOf(folio, 0, LruBatchKind.MoveTail), Is.Zero);
        Assert.That(folio.IsMapped, Is.True);
    }

    [Test]
    public void A_failed_write_leaves_the_page_dirty_and_where_it_is()
    {
        Folio folio = Write(0);
        _process.PageOut(_pages.First, 1);
        _disk.Fails = true;
        _area.EndWrites(1);
        Assert.That((folio.Has(FolioFlags.Dirty), folio.Has(FolioFlags.Writeback), folio.Has(FolioFlags.Reclaim)),
            Is.EqualTo((true, false, false)));
        Assert.That(_machine.Batches.SlotsOf(folio, 0, LruBatchKind.MoveTail), Is.Zero);
    }

    [Test]
    public void Reclaim_asks_the_disk_before_it_isolates_and_when_a_pass_is_over()
    {
        Write(0);
        _process.PageOut(_pages.First, 1);
        _disk.Ends = SwapMoment.IsolationIsNext;
        Assert.That(Reclaim(1), Is.EqualTo(1), "the write ended in time");
        Assert.That(_disk.Asked, Does.Contain(SwapMoment.IsolationIsNext));
        Assert.That(_area.WritesUnderWay, Is.Zero);

        Write(1);
        _disk.Ends = SwapMoment.PassEnded;
        Assert.That(Reclaim(1), Is.Zero, "the last pass began the write");
        Assert.That(_disk.Asked, Does.Contain(SwapMoment.PassEnded));
        Assert.That((_process.EntryAt(_pages.First + 1), _area.WritesUnderWay), Is.EqualTo((PageEntryKind.Swapped, 0)));
        Assert.That(Reclaim(1), Is.EqualTo(1));
    }

    [Test]
    public void A_wait_for_a_write_ends_it_and_those_before_it()
    {
        Write(0);
        Folio second = Write(1);
        Write(2);
        _process.PageOut(_pages.First, 3);
        second.Get();
        second.WaitForWriteback();
        Assert.That((_area.WritesUnderWay, second.Has(FolioFlags.Writeback)), Is.EqualTo((1, false)));
        second.Put();
    }

    [Test]
    public void The_area_can_go_away_while_writes_are_under_way()
    {
        Write(0);
        _process.PageOut(_pages.First, 1);
        _process.Exit();
        Assert.That(_machine.Swap.SwapOff(_area), Is.EqualTo(Errno.None));
        Assert.That(_machine.Swap.Areas, Is.Empty);
    }

    [Test]
    public void Slots_are_given_out_one_behind_the_other_from_the_front()
    {
        for (int page = 0; page < 700; page++)
        {
            Write(page);
        }

        _process.PageOut(_pages.First, 700);
        Assert.That(Enumerable.Range(0, 700).Select(SlotOf), Is.EqualTo(Enumerable.Range(1, 700)));

        // The disk goes on behind the last slot until a stretch of 512 is used up, and wraps where there is no other.
        _area.EndWrites(700);
        _process.Discard(_pages.First + 100, 64);
        for (int page = 700; page < 1000; page++)
        {
            Write(page);
        }

        _process.PageOut(_pages.First + 700, 300);
        Assert.That(Enumerable.Range(700, 300).Select(SlotOf), Is.EqualTo(Enumerable.Range(701, 300)));
    }

    [Test]
    public void Neighbours_are_read_in_an_aligned_window_that_shrinks_while_they_are_not_needed()
    {
        SwapOutAll(64);
        Touch(34);
        Assert.That(_disk.ReadSlots, Is.EqualTo(Enumerable.Range(32, 8)), "eight at first");
        Assert.That(_area.Cache.Pages.Value, Is.EqualTo(8));

        _disk.ReadSlots.Clear();
        Touch(50);
        Assert.That(_disk.ReadSlots, Is.EqualTo(Enumerable.Range(48, 4)), "half of it");

        _disk.ReadSlots.Clear();
        Touch(10);
        Touch(20);
        Assert.That(_disk.ReadSlots, Is.EqualTo([10, 11, 20]));
        Touch(21);
        Assert.That(_disk.ReadSlots, Is.EqualTo([10, 11, 20, 20 + 1]), "two slots, one of which is there already");
    }

    [Test]
    public void Neighbours_that_were_needed_make_the_window_wide_again()
    {
        SwapOutAll(64);
        Touch(1);
        Touch(20);
        Touch(60);
        Touch(50);
        _disk.ReadSlots.Clear();

        // Three of the first window turn out to be needed: five slots are wanted, in a power of two.
        Touch(2);
        Touch(3);
        Touch(4);
        Assert.That(_disk.ReadSlots, Is.Empty);
        Touch(41);
        Assert.That(_disk.ReadSlots, Is.EqualTo(Enumerable.Range(40, 8)));
    }

    [Test]
    public void Without_a_page_cluster_a_slot_is_read_alone()
    {
        _machine.Swap.PageCluster = 0;
        SwapOutAll(16);
        Touch(5);
        Assert.That(_disk.ReadSlots, Is.EqualTo([5]));
    }

    [Test]
    public void A_write_whose_folio_left_writeback_is_found()
    {
        Folio folio = Write(0);
        _process.PageOut(_pages.First, 1);
        folio.EndWriteback();
        Assert.That(_machine.Validate().Select(static finding => finding.Invariant),
            Has.Some.EqualTo(SwapInvariants.WritesAreTheFoliosUnderWriteback));
        folio.Lock();
        folio.StartWriteback();
        folio.Unlock();
        _area.EndWrites(1);
    }

    private Folio Write(int page)
    {
        _process.Touch(_pages.First + (uint)page, write: true);
        return _process.FolioAt(_pages.First + (uint)page);
    }

    private void Touch(int slot) => _process.Touch(_pages.First + (uint)(slot - 1), write: false);

    private int SlotOf(int page) => (int)_process.SwapAt(_pages.First + (uint)page)!.Value.Offset;

    private long Reclaim(long pages)
    {
        _group.FlushStatistics();
        return _group.Reclaim(new PageCount(pages)).Value;
    }

    /// <summary>Page n - 1 is in slot n afterwards, and in no cache.</summary>
    private void SwapOutAll(int pages)
    {
        for (int page = 0; page < pages; page++)
        {
            Write(page);
        }

        _process.PageOut(_pages.First, pages);
        _area.EndWrites(pages);
        Assert.That(Reclaim(pages), Is.EqualTo(pages));
        Assert.That(_area.Cache.Pages.Value, Is.Zero);
    }

    private sealed class Disk : SwapDevice
    {
        public bool Fails { get; set; }

        public SwapMoment? Ends { get; set; }

        public HashSet<SwapMoment> Asked { get; } = [];

        public List<int> Written { get; } = [];

        public List<int> ReadSlots { get; } = [];

        public override bool IsSynchronous => false;

        public override bool IsRotational => true;

        public override bool EndsWritesLater => true;

        public override int WritesEndedBy(SwapMoment moment, IReadOnlyList<SwapEntry> underWay)
        {
            Asked.Add(moment);
            return moment == Ends ? underWay.Count : 0;
        }

        public override bool Write(Folio folio, SwapEntry entry)
        {
            Written.Add((int)entry.Offset);
            return !Fails;
        }

        public override bool Read(Folio folio, SwapEntry entry)
        {
            ReadSlots.Add((int)entry.Offset);
            return true;
        }
    }
}
