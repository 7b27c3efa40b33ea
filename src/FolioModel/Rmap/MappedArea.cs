namespace FolioModel.Rmap;

/// <summary>A run of pages of a process that shows a run of pages of a file, or anonymous memory.</summary>
/// <remarks>Models <c>struct vm_area_struct</c>. Areas are split and merged as parts of them are unmapped, locked or protected.</remarks>
public sealed class MappedArea
{
    private int _family;

    internal MappedArea(
        ProcessMemory process, VirtualPage first, long pages, AddressSpace? file, PageIndex index, MapOptions options, int family = 0,
        object? source = null)
    {
        Process = process;
        First = first;
        Pages = pages;
        File = file;
        Index = index;
        Options = options;
        _family = family;
        Source = source;
    }

    /// <summary>The process that the area belongs to.</summary>
    public ProcessMemory Process { get; }

    /// <summary>Its first page.</summary>
    public VirtualPage First { get; }

    /// <summary>How many pages it has.</summary>
    public long Pages { get; }

    /// <summary>The page behind it.</summary>
    public VirtualPage End => First + Pages;

    /// <summary>The file; null for anonymous memory.</summary>
    public AddressSpace? File { get; }

    /// <summary>
    /// The page of the file that its first page shows. Anonymous memory counts its pages from address 0 of where it was mapped.
    /// </summary>
    public PageIndex Index { get; }

    /// <summary>The object that the area was mapped through, given by the file's owner: an open file (<c>vm_file</c>); or null.</summary>
    public object? Source { get; }

    /// <summary>How it is mapped.</summary>
    public MapOptions Options { get; }

    /// <summary>Whether the area shows no file (<c>vma_is_anonymous</c>).</summary>
    public bool IsAnonymous => File is null;

    /// <summary>
    /// Number of the family whose anonymous pages the area may map: areas that fork copied from one another share it. 0 until the first
    /// anonymous page.
    /// </summary>
    /// <remarks>Models <c>anon_vma</c>, of which one tree is kept for the whole family.</remarks>
    internal int Family
    {
        get
        {
            Process.Announce();
            return _family;
        }

        set => _family = value;
    }

    internal bool HasFamily => _family != 0;

    internal bool IsShared => (Options & MapOptions.Shared) != 0;

    internal bool IsWritable => (Options & MapOptions.Writable) != 0;

    internal bool IsExecutable => (Options & MapOptions.Executable) != 0;

    /// <summary>Whether a use says that the page will be used again (<c>vma_has_recency</c>).</summary>
    internal bool HasRecency => (Options & (MapOptions.SequentialAccess | MapOptions.RandomAccess)) == 0;

    internal bool IsLocked => (Options & MapOptions.Locked) != 0;

    /// <summary>The page of the file that a page of the area shows.</summary>
    /// <param name="page">A page of the area.</param>
    public PageIndex IndexOf(VirtualPage page) => new(Index.Value + (page.Value - First.Value));

    /// <summary>The page of the area that shows a page of the file.</summary>
    /// <param name="index">A page of the file inside the area.</param>
    public VirtualPage PageOf(PageIndex index) => new(First.Value + (index.Value - Index.Value));

    /// <inheritdoc/>
    public override string ToString() => $"{First}..{End} of {Process.Name}: {File?.Name ?? "anonymous"} from {Index} ({Options})";

    /// <summary>Whether the area covers a page of a folio, by its index.</summary>
    internal bool Shows(Folio folio) => folio.Index < IndexOf(End) && folio.NextIndex > Index;

    internal bool Contains(VirtualPage page) => page >= First && page < End;

    /// <summary>Whether the 2 MiB around a page lie inside the area and are aligned in the file as in memory.</summary>
    /// <remarks>Models <c>thp_vma_suitable_order</c>.</remarks>
    internal bool FitsHuge(VirtualPage page)
    {
        ulong mask = (ulong)Order.Pmd.Pages - 1;
        VirtualPage start = new(page.Value & ~mask);
        return ((First.Value - Index.Value) & mask) == 0 && start >= First && start + Order.Pmd.Pages <= End;
    }

    /// <summary>The same area with other bounds or options.</summary>
    internal MappedArea Part(VirtualPage first, VirtualPage end, MapOptions options) =>
        new(Process, first, (long)(end.Value - first.Value), File, IndexOf(first), options, Family, Source);
}
