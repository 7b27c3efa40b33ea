using FolioModel.XArrays;

namespace FolioModel;

/// <summary>The page cache of one mapping: a tree that says which folio holds which part of the file.</summary>
/// <remarks>
/// <para>
/// Models <c>address_space.i_pages</c> and <c>address_space.nrpages</c> with the functions of <c>mm/filemap.c</c> that work on them.
/// </para>
/// <para><b>How to use it</b> (from <see cref="AddressSpace.Pages"/>):</para>
/// <list type="bullet">
/// <item><see cref="GrabFolio"/> finds or makes the folio of a page; <see cref="GetFolio(PageIndex)"/> and <see cref="LockFolio"/> only
/// find it.</item>
/// <item>When done with a folio that a lookup returned, <see cref="Folio.Unlock"/> it if it came locked, then <see cref="Folio.Put()"/>
/// it.</item>
/// <item>
/// Each lookup adds one reference that the caller owns; so do the batch lookups, for each folio of the batch:
/// <see cref="FolioBatch.Release"/>.
/// </item>
/// <item>
/// A reference keeps the folio's memory, not its place. Lock the folio and look at <see cref="Folio.Mapping"/> before relying on its being
/// cached;
/// <see cref="LockFolio"/> and <see cref="GrabFolio"/> have done so.
/// </item>
/// <item>Do not use a folio after putting it. The cache itself holds one reference for each page from <see cref="AddFolio"/> to its
/// removal.</item>
/// <item><see cref="Peek"/>, <see cref="Entries"/> and the tag queries take neither reference nor lock: for looking, not for
/// operating.</item>
/// </list>
/// <para>
/// <b>Locks.</b> Lookups take none (RCU in the kernel). Every operation that changes an entry or a tag takes <see cref="Lock"/> itself,
/// unless its summary says that the caller must hold it. Folios enter and leave only while they are locked. Discarding file contents is the
/// mapping's affair: <see cref="AddressSpace.Truncate"/>, <see cref="AddressSpace.Invalidate"/>.
/// </para>
/// <para>
/// Owners that put values among the folios, such as swap entries, find the operations for that in <see cref="OwnerEntries"/>.
/// </para>
/// </remarks>
public sealed partial class PageCache
{
    private readonly AddressSpace _mapping;
    private readonly Machine _machine;
    private readonly MemoryMap _map;
    private readonly ReferenceCounts _references;
    private readonly XArray _entries;
    private readonly int _id;
    private readonly int _minOrder;
    private readonly bool _hasUncachedIo;
    private long _count;

    internal PageCache(AddressSpace mapping)
    {
        _mapping = mapping;
        _machine = mapping.Machine;
        _map = _machine.Map;
        _references = _machine.References;
        _id = mapping.Id;
        _minOrder = mapping.MinOrder.Value;
        _hasUncachedIo = _machine.Profile.HasUncachedIo;
        _entries = new XArray(
            new XArrayOptions { Pool = _machine.PageCacheNodes, LeafDirectoryThreshold = _machine.Options.LeafDirectoryThreshold })
        {
            TellsOfValuesOnly = true,
        };
        _entries.Track(_machine);
        NodeUpdate = mapping.OwnsValues ? null : node => _machine.ShadowNodes.Update(this, node);
        Lock = new SpinLock(_machine, LockClass.PagesLock, $"i_pages lock of '{mapping.Name}'");
        OwnerEntries = new Owners.CacheEntries(this);
    }

    /// <summary>The mapping that this is the cache of.</summary>
    public AddressSpace Mapping => _mapping;

    /// <summary>The machine whose memory it caches in.</summary>
    public Machine Machine => _machine;

    /// <summary>Pages of all folios in the cache (<c>nrpages</c>); shadows and swap entries do not count.</summary>
    public PageCount Count => new(_count);

    /// <summary>Protects the entries, their tags and <see cref="Count"/> (<c>i_pages.xa_lock</c>).</summary>
    public SpinLock Lock { get; }

    /// <summary>Operations for owners that keep values among the folios, or insert and remove in a way of their own.</summary>
    public Owners.CacheEntries OwnerEntries { get; }

    internal XArray Tree => _entries;

    /// <summary>Is told of each node whose entries changed in number; null where values are not shadows.</summary>
    /// <remarks>Models <c>mapping_set_update</c>.</remarks>
    internal XNodeUpdate? NodeUpdate { get; }

    /// <summary>The order of the entry that covers an index; 0 when there is none.</summary>
    /// <param name="index">The page.</param>
    /// <remarks>Models <c>xa_get_order</c> on the page cache.</remarks>
    public Order OrderAt(PageIndex index) => new(_entries.GetOrder(index.Value));

    /// <summary>Whether anything, folio or value, overlaps a range.</summary>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    /// <remarks>Models <c>xa_find</c> on the page cache. Takes no reference and no lock.</remarks>
    public bool HasEntries(PageIndex start, PageIndex end)
    {
        ulong index = start.Value;
        return !_entries.Find(ref index, end.Value).IsNull;
    }

    /// <summary>Everything in the cache in file order, without references: for looking at, not for operating on.</summary>
    /// <returns>First page, order and entry of each.</returns>
    public IEnumerable<(PageIndex Index, Order Order, CacheEntry Entry)> Entries()
    {
        foreach (KeyValuePair<ulong, XEntry> pair in _entries)
        {
            Folio folio = pair.Value.IsPointer ? new Folio(_machine, pair.Value.PointerId) : default;
            yield return (new PageIndex(pair.Key), OrderAt(new PageIndex(pair.Key)), new CacheEntry(folio, pair.Value));
        }
    }

    /// <summary>The cache's tree drawn in text: nodes, slots, siblings, marks.</summary>
    public string DescribeTree() => _entries.Describe();

    /// <inheritdoc/>
    public override string ToString() => $"page cache of {_mapping}";

    /// <summary>Whether a folio is what the cache has at the folio's index.</summary>
    internal bool IsEntry(int pfn) => _entries.Load(_map[pfn].Index) == XEntry.FromPointer(pfn);

    internal IReadOnlyList<XArrayViolation> ValidateTree(XTolerance tolerance) => _entries.Validate(tolerance);
}
