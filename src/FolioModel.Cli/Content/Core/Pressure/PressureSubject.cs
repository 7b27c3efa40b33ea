using System.Collections.Immutable;
using FolioModel.Groups;

namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>
/// A machine short of memory: groups with limits and protection, files larger than all of it, pages that are held, locked, dirty or mapped,
/// and every way to ask for reclaim.
/// </summary>
internal partial class PressureSubject : MachineSubject
{
    private static readonly string[] s_fileNames = ["one", "two"];

    private const int MachinePages = 512;
    private const int LowPages = 160;
    private const int FilePages = 400;
    private const int MappedPages = 32;
    private const FolioFlags Busy = FolioFlags.Locked | FolioFlags.Dirty | FolioFlags.Writeback;

    private readonly KernelTask[] _tasks;
    private readonly MemoryGroup[] _groups;
    private readonly AddressSpace[] _files;
    private readonly ProcessMemory _process;
    private readonly MappedArea _area;
    private readonly Scope<HeldPage> _held;
    private readonly Scope<Folio> _memory;
    private readonly Scope<Folio> _writebacks;
    private readonly HashSet<(AddressSpace File, ulong Page)> _dirty = [];
    private readonly PressureWatch _watch;
    private Finding? _broken;

    /// <summary>Builds one.</summary>
    /// <param name="options">Which.</param>
    public PressureSubject(PressureOptions options)
        : base(new MachineOptions
        {
            Pages = MachinePages,
            MemoryGroups = 4,
            Zones = [new ZoneOptions(ZoneKind.Dma32, LowPages), new ZoneOptions(ZoneKind.Normal, MachinePages - LowPages)],
            Ledger = true,
            LeafDirectoryThreshold = 1,
            LockChecking = true,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = options.MultiGeneration },
        })
    {
        MemoryGroup outer = Machine.CreateGroup("outer");
        MemoryGroup inner = Machine.CreateGroup("inner", outer);
        MemoryGroup spared = Machine.CreateGroup("spared");
        outer.Max = new PageCount(200);
        inner.Max = new PageCount(120);
        spared.Min = new PageCount(40);
        spared.Low = new PageCount(80);
        spared.High = new PageCount(300);
        _groups = [outer, inner, spared];
        _tasks =
        [
            Machine.CreateTask("free", 0), Machine.CreateTask("outer", 0), Machine.CreateTask("inner", 1), Machine.CreateTask("spared", 1),
        ];
        for (int i = 0; i < _groups.Length; i++)
        {
            _tasks[i + 1].Group = _groups[i];
        }

        _files = [.. s_fileNames.Select(name => Machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = name, Size = (long)FilePages << PageSize.Shift, MaxOrder = Order.Zero }))];
        _process = Machine.CreateProcess("process");
        _area = _process.Map(_files[0], PageIndex.Zero, MappedPages, MapOptions.Shared);
        AtEnd(_process.Exit);
        _held = NewScope<HeldPage>(crowd: 24);
        _memory = NewScope<Folio>(crowd: 500);
        _writebacks = NewScope<Folio>(crowd: 8);
        _watch = new PressureWatch(Machine, !options.Policies, IsUsed);
        Machine.ReclaimObserver = _watch;
        DefineUses();
        Define("take low memory", 1, Size("frames", 150), frames => TakeMemory(frames, low: true));
        DefineReclaim();
        if (options.Policies)
        {
            DefinePolicies();
        }
    }

    private Parameter<int> Task =>
        new ChoiceParameter<int> { Name = "task", Choices = [0, 1, 2, 3], Shown = t => $"{_tasks[t]} on CPU {_tasks[t].Cpu}" };

    private Parameter<AddressSpace> File =>
        new ChoiceParameter<AddressSpace> { Name = "file", Choices = [.. _files], Shown = static f => $"'{f.Name}'" };

    private Parameter<MemoryGroup> Group =>
        new ChoiceParameter<MemoryGroup> { Name = "group", Choices = [.. _groups], Shown = static g => $"'{g.Name}'" };

    private static Parameter<long> Page => Number("page", FilePages);

    /// <inheritdoc/>
    public override Finding? CheckStep() => _broken ?? _watch.Broken ?? base.CheckStep() ?? CheckPagesInUse();

    /// <inheritdoc/>
    protected override void GiveBack()
    {
        foreach (HeldPage held in _held.Things.ToImmutableArray())
        {
            LetGo(held);
        }

        foreach (Folio folio in _writebacks.Things)
        {
            folio.EndWriteback();
        }

        foreach (Folio folio in _memory.Things)
        {
            folio.Put();
        }
    }

    private Machine.TaskScope As(int task) => Machine.RunAs(_tasks[task]);

    private void Break(Invariant invariant, string what) => _broken ??= Finding.Of(invariant, what);

    /// <summary>Held and dirty pages are where they were: their contents would be lost otherwise.</summary>
    private Finding? CheckPagesInUse()
    {
        foreach (HeldPage held in _held.Things)
        {
            if (held.Folio.Mapping is { } file && file.Pages.Peek(held.Folio.Index) is not { IsFolio: true })
            {
                return Finding.Of(ReclaimInvariants.ReclaimSparesUnevictableLockedPinned, $"page {held.Folio.Index} is held and gone");
            }
        }

        foreach ((AddressSpace file, ulong page) in _dirty)
        {
            if (file.Pages.Peek(new PageIndex(page)) is not { IsFolio: true } entry || !entry.Folio.Has(FolioFlags.Dirty))
            {
                return Finding.Of(
                    ReclaimInvariants.ReclaimFreesOnlyTheUnused, $"page {page} of {file} was dirty, and what it held is lost");
            }
        }

        return null;
    }

    private bool IsUsed(AddressSpace file, PageIndex page)
    {
        if (_dirty.Contains((file, page.Value)))
        {
            return true;
        }

        foreach (HeldPage held in _held.Things)
        {
            if (held.Folio.Mapping == file && held.Folio.Index == page)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A request failed: nothing may be left that could have gone in its place.</summary>
    /// <param name="limited">The group whose limit was met, or null for the machine.</param>
    /// <param name="low">Whether only the low zone could help.</param>
    private void CheckFailure(MemoryGroup? limited, bool low = false)
    {
        int evictable = CountEvictable(limited, low);
        if (evictable > 0 && (limited is not null || WouldReachAMark(evictable, low)))
        {
            string where = limited is null ? "the machine" : $"{limited}";
            Break(ReclaimInvariants.AllocationsFailOnlyWhenNothingCanGo, $"no memory in {where}, beside {evictable} pages that could go");
        }
    }

    /// <summary>
    /// Whether some zone would be above its low watermark if so many pages were freed: below the minimum, the kernel does not even try
    /// (<c>should_reclaim_retry</c>).
    /// </summary>
    private bool WouldReachAMark(int pages, bool low) => Machine.Allocator.Zones.Take(low ? 1 : 2).Any(
        zone => zone.FreePageCount.Value + pages > zone.Watermarks.Low);

    /// <summary>Pages that are neither used nor protected.</summary>
    /// <param name="limited">The group that is meant, with those below it; null for the machine.</param>
    /// <param name="low">Whether only those of the low zone count.</param>
    /// <param name="unused">Whether only those count that were not used since they came or were deactivated.</param>
    private int CountEvictable(MemoryGroup? limited, bool low = false, bool unused = false)
    {
        MemoryGroup spared = _groups[2];
        int evictable = 0;
        IEnumerable<Folio> listed = Machine.MemoryGroups.SelectMany(
            static g => g.Lru[LruListKind.InactiveFile].Concat(g.Lru[LruListKind.ActiveFile]));
        foreach (Folio folio in listed)
        {
            MemoryGroup owner = Machine.GroupOf(folio)!;
            bool helps = limited is null ? owner != spared : limited.Contains(owner);
            helps &= !low || folio.Pfn.Value < LowPages;
            helps &= !unused || (folio.Flags & (FolioFlags.Active | FolioFlags.Referenced | FolioFlags.Workingset)) == 0;
            evictable += helps && folio.RefCount == 1 && (folio.Flags & Busy) == 0 ? 1 : 0;
        }

        return evictable;
    }
}
