namespace FolioModel.Rmap;

/// <summary>The memory of a process: which parts of which files it shows, and its page tables, whose entries own references.</summary>
/// <remarks>
/// Models <c>struct mm_struct</c> with <c>mm/memory.c</c>, <c>mm/mmap.c</c> and <c>mm/rmap.c</c> as far as folios notice: files mapped
/// shared or private, and anonymous memory with swap. Operations run on the CPU of the current task.
/// </remarks>
/// <example><code>
/// ProcessMemory process = machine.CreateProcess("reader");
/// MappedArea area = process.Map(file, PageIndex.Zero, 8, MapOptions.Shared | MapOptions.Writable);
/// process.Touch(area.First, write: true);      // a page-table entry owns one reference from now on
/// process.Unmap(area.First, 8);                // and gives it back
/// </code></example>
public sealed partial class ProcessMemory : ISharedState, ISwapUser
{
    private readonly Machine _machine;
    private readonly List<MappedArea> _areas = [];
    private readonly PageTable _table = new();
    private readonly int _stateNumber;
    private VirtualPage _next = new(0x10000);

    /// <summary>
    /// Whether the process has ended. An operation of it that was under way when it was ended for want of memory maps and charges nothing
    /// more (<c>MMF_UNSTABLE</c>).
    /// </summary>
    private bool _isEnded;

    internal ProcessMemory(Machine machine, string name)
    {
        _machine = machine;
        _stateNumber = machine.NewStateNumber();
        Name = name;
    }

    private bool IsEnded
    {
        get
        {
            _machine.Track(this);
            return _isEnded;
        }
    }

    int ISharedState.StateNumber => _stateNumber;

    string ISharedState.StateName => $"page tables of {Name}";

    /// <summary>The page tables, about to be looked at or changed.</summary>
    private PageTable Table
    {
        get
        {
            _machine.Track(this);
            return _table;
        }
    }

    /// <summary>Announces that state of the process is about to be looked at or changed.</summary>
    internal void Announce() => _machine.Track(this);

    /// <summary>The process's name in reports.</summary>
    public string Name { get; }

    /// <summary>Its areas, by rising address.</summary>
    public IReadOnlyList<MappedArea> Areas => _areas;

    /// <summary>Maps a part of a file. Reference effect: none, until a page is touched.</summary>
    /// <param name="file">The file.</param>
    /// <param name="index">Its first page to show.</param>
    /// <param name="pages">How many pages.</param>
    /// <param name="options">Shared or private, writable or not.</param>
    /// <param name="source">What the file's owner wants to know the area by: an open file for example. Null for nothing.</param>
    /// <returns>The area, at an address where huge pages of the file are aligned in memory too.</returns>
    /// <remarks>Models <c>mmap</c>.</remarks>
    public MappedArea Map(AddressSpace file, PageIndex index, long pages, MapOptions options, object? source = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pages);
        MappedArea area = new(this, FindRoom(index, pages), pages, file, index, options, source: source);
        Insert(area);
        return area;
    }

    /// <summary>Maps private anonymous memory. Reference effect: none, until a page is touched.</summary>
    /// <param name="pages">How many pages.</param>
    /// <param name="options">Writable or not, and the rest.</param>
    /// <param name="at">Its first page; null for the next free multiple of 2 MiB.</param>
    /// <returns>The area.</returns>
    /// <remarks>Models <c>mmap(MAP_PRIVATE | MAP_ANONYMOUS)</c>. Shared anonymous memory is a file: see <see cref="Map"/>.</remarks>
    /// <exception cref="ArgumentException"><see cref="MapOptions.Shared"/> was given, or the range is not free.</exception>
    public MappedArea MapAnonymous(long pages, MapOptions options = MapOptions.Writable, VirtualPage? at = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pages);
        if ((options & MapOptions.Shared) != 0)
        {
            throw new ArgumentException("shared anonymous memory is a file without a name: map that file", nameof(options));
        }

        if (at is { } wanted && _areas.Exists(area => area.First < wanted + pages && area.End > wanted))
        {
            throw new ArgumentException("something is mapped there already", nameof(at));
        }

        VirtualPage first = at ?? FindRoom(PageIndex.Zero, pages);
        MappedArea area = new(this, first, pages, null, new PageIndex(first.Value), options);
        Insert(area);
        return area;
    }

    /// <summary>Takes a range out of the process. Reference effect: -1 for each mapping in it; drains this CPU's LRU batches.</summary>
    /// <param name="first">First page; areas that reach into the range are cut.</param>
    /// <param name="pages">How many pages.</param>
    /// <remarks>Models <c>munmap</c>.</remarks>
    [Interleaved]
    public void Unmap(VirtualPage first, long pages)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("munmap");
        VirtualPage end = first + pages;
        MappedArea[] gone = Cut(first, end);
        if (gone.Length == 0)
        {
            return;
        }

        foreach (MappedArea area in gone)
        {
            _areas.Remove(area);
            area.File?.Unlink(area);
        }

        _machine.Batches.Drain();
        ZapGather gather = new(_machine);
        foreach (MappedArea area in gone)
        {
            ZapRange(gather, area, area.First, area.End, only: default, alsoCopies: true);
        }

        FreeTables(first, end);
        gather.Finish();
    }

    /// <summary>
    /// The process ends: everything is unmapped. Reference effect: -1 for each of its mappings; none if it has ended already.
    /// </summary>
    /// <remarks>Models <c>exit_mmap</c>.</remarks>
    [Interleaved]
    public void Exit()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("exit_mmap");
        if (IsEnded)
        {
            return;
        }

        _isEnded = true;
        _machine.Batches.Drain();
        ZapGather gather = new(_machine);
        foreach (MappedArea area in _areas)
        {
            area.File?.Unlink(area);
            ZapRange(gather, area, area.First, area.End, only: default, alsoCopies: true);
        }

        gather.Finish();
        _machine.Track(this);
        _areas.Clear();
        ReturnTables();
        _machine.Swap.Unregister(this);
        _machine.Forget(this);
    }

    /// <summary>The area that covers a page, or null.</summary>
    /// <param name="page">The page.</param>
    public MappedArea? AreaAt(VirtualPage page) => _areas.Find(area => area.Contains(page));

    /// <summary>The frames that its page tables map, one for each entry, and whether the entry maps a whole large folio.</summary>
    internal IEnumerable<(int Frame, bool IsEntire)> MappedFrames() =>
        Table.Small.Where(static e => e.Value.IsPresent).Select(static e => (e.Value.Frame, false))
            .Concat(Table.Huge.Where(static e => e.Value.IsPresent).Select(static e => (e.Value.Frame, true)));

    /// <inheritdoc/>
    public override string ToString() => $"process '{Name}'";

    /// <summary>Splits the areas at the ends of a range.</summary>
    /// <returns>The areas that lie in the range now.</returns>
    internal MappedArea[] Cut(VirtualPage first, VirtualPage end)
    {
        SplitAt(first);
        SplitAt(end);
        return [.. _areas.Where(area => area.First >= first && area.End <= end)];
    }

    private void SplitAt(VirtualPage page)
    {
        if (AreaAt(page) is { } area && area.First < page)
        {
            SplitHugeEntry(area, page);
            Replace(area, area.Part(area.First, page, area.Options), area.Part(page, area.End, area.Options));
        }
    }

    private void Replace(MappedArea old, params MappedArea[] parts)
    {
        _areas.Remove(old);
        old.File?.Unlink(old);
        foreach (MappedArea part in parts)
        {
            Insert(part);
        }
    }

    /// <summary>Changes the options of a range and merges neighbours that continue each other.</summary>
    private void SetOptions(VirtualPage first, VirtualPage end, MapOptions set, MapOptions clear)
    {
        foreach (MappedArea area in Cut(first, end))
        {
            MappedArea changed = area.Part(area.First, area.End, (area.Options & ~clear) | set);
            _areas[_areas.IndexOf(area)] = changed;
            area.File?.Relink(area, changed);
        }

        for (int i = 0; i + 1 < _areas.Count;)
        {
            (MappedArea left, MappedArea right) = (_areas[i], _areas[i + 1]);
            if (left.End == right.First && left.File == right.File && left.Options == right.Options && left.IndexOf(left.End) == right.Index
                && left.Family == right.Family && left.Source == right.Source)
            {
                Replace(right);
                Replace(left, left.Part(left.First, right.End, left.Options));
            }
            else
            {
                i++;
            }
        }
    }

    private void Insert(MappedArea area)
    {
        int at = _areas.FindIndex(other => other.First > area.First);
        _areas.Insert(at < 0 ? _areas.Count : at, area);
        area.File?.Link(area);
    }

    private VirtualPage FindRoom(PageIndex index, long pages)
    {
        ulong mask = (ulong)Order.Pmd.Pages - 1;
        VirtualPage first = new(((_next.Value + mask) & ~mask) + (index.Value & mask));
        _next = first + pages;
        return first;
    }

}
