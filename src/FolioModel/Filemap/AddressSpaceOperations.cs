namespace FolioModel;

/// <summary>The callbacks of a page cache's owner. The defaults are those of a file that installs nothing.</summary>
/// <remarks>Models <c>struct address_space_operations</c>. All are called with the folio locked unless said otherwise.</remarks>
public partial class AddressSpaceOperations
{
    internal static AddressSpaceOperations Default { get; } = new();

    /// <summary>Notes that the contents are newer than the storage.</summary>
    /// <param name="folio">The folio.</param>
    /// <returns>Whether it was clean before.</returns>
    /// <remarks>
    /// Models <c>dirty_folio</c>. The default sets the flag and the entry's dirty mark as <c>filemap_dirty_folio</c> does;
    /// <see cref="Folio.SetDirtyFlag"/> alone is <c>noop_dirty_folio</c>.
    /// </remarks>
    public virtual bool DirtyFolio(Folio folio) => folio.DirtyAndTag();

    /// <summary>
    /// Whether <see cref="DirtyFolio"/> tags the entry, so that a dirty flag without a dirty tag is a mistake. False for owners that only
    /// set the flag.
    /// </summary>
    public virtual bool TagsDirtyFolios => true;

    /// <summary>Gives private data back, so that the folio can be dropped.</summary>
    /// <param name="folio">The folio.</param>
    /// <returns>Whether nothing private is left. The default has nothing to give back: false while there is private data.</returns>
    /// <remarks>Models <c>release_folio</c>.</remarks>
    public virtual bool ReleaseFolio(Folio folio) => !folio.Has(FolioFlags.Private);

    /// <summary>A part of the folio is about to be discarded.</summary>
    /// <param name="folio">The folio.</param>
    /// <param name="offset">First byte of the part, from the folio's start.</param>
    /// <param name="length">Bytes of the part.</param>
    /// <remarks>Models <c>invalidate_folio</c>.</remarks>
    public virtual void InvalidateFolio(Folio folio, long offset, long length)
    {
    }

    /// <summary>
    /// A part of the folio's contents becomes zero (<c>folio_zero_range</c>). For owners that keep contents.
    /// </summary>
    /// <param name="folio">The folio.</param>
    /// <param name="offset">First byte of the part, from the folio's start.</param>
    /// <param name="length">Bytes of the part.</param>
    public virtual void ZeroRange(Folio folio, long offset, long length)
    {
    }

    /// <summary>The first page behind the contents: parts of a split folio from there on are dropped.</summary>
    /// <param name="mapping">The page cache.</param>
    /// <returns>Pages from the start of the file; the default is the size rounded up.</returns>
    /// <remarks>Models the <c>end</c> of a split. An owner may let it also cover what a running fallocate has reached.</remarks>
    public virtual ulong EndOfContents(AddressSpace mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return (ulong)PageCount.RoundedUp(mapping.Size).Value;
    }

    /// <summary>A split dropped pages behind the end of the contents.</summary>
    /// <param name="pages">How many.</param>
    /// <remarks>For an owner that counts the pages of its files against a limit: it takes the pages off its count here.</remarks>
    public virtual void DroppedBySplit(int pages)
    {
    }

    /// <summary>The folio has left the page cache and its references are about to be dropped; after reclaim the count is 0.</summary>
    /// <param name="folio">The folio.</param>
    /// <remarks>Models <c>free_folio</c>.</remarks>
    public virtual void FreeFolio(Folio folio)
    {
    }

    /// <summary>Whether a read fault maps cached neighbours too (<c>map_pages</c> is set).</summary>
    public virtual bool MapsAround => true;

    /// <summary>A process touched a page of the file that no entry of its page table shows.</summary>
    /// <param name="mapping">The page cache.</param>
    /// <param name="index">The page.</param>
    /// <param name="fitsHuge">Whether one entry could show the 2 MiB around the page: the mapping has all of them, aligned in the file as
    /// in memory.</param>
    /// <returns>
    /// The locked folio with a reference that the caller owns, or what the process gets. The default takes or makes one in the cache.
    /// </returns>
    /// <remarks>Models <c>vm_operations_struct.fault</c>.</remarks>
    [Interleaved]
    public virtual FileFault Fault(AddressSpace mapping, PageIndex index, bool fitsHuge)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        if (index >= new ByteOffset(mapping.Size).ToNextPageIndex())
        {
            return new FileFault(default, TouchResult.BusError);
        }

        FolioResult result = mapping.Pages.GetFolio(index, FindFolioFlags.Lock | FindFolioFlags.Create, mapping.GfpMask, default);
        if (result.IsOk)
        {
            result.Folio.MarkUptodate();
        }

        return FileFault.Of(result);
    }

    /// <summary>The same as the other overload, which it calls by default, for an owner to whom the mapping matters.</summary>
    /// <param name="area">The mapping; <see cref="MappedArea.Source"/> is what the owner gave when it was made.</param>
    /// <param name="index">The page.</param>
    /// <param name="fitsHuge">Whether one entry could show the 2 MiB around the page.</param>
    /// <param name="isRetry">Whether it returned <see cref="FileFault.Again"/> before, and must not again.</param>
    /// <returns>As the other overload, or <see cref="FileFault.Again"/>.</returns>
    [Interleaved]
    public virtual FileFault Fault(MappedArea area, PageIndex index, bool fitsHuge, bool isRetry)
    {
        ArgumentNullException.ThrowIfNull(area);
        return Fault(area.File!, index, fitsHuge);
    }

    /// <summary>A read fault found cached neighbours of a page: the file was read ahead with success.</summary>
    /// <param name="area">The mapping.</param>
    /// <param name="pages">Pages found that were not part of the working set when they were evicted, whether mapped before or not.</param>
    /// <remarks>Models what <c>filemap_map_pages</c> does to <c>mmap_miss</c>; for owners that read around faults.</remarks>
    public virtual void MappedAround(MappedArea area, long pages)
    {
    }

    /// <summary>A page of a shared mapping is about to become writable: the owner makes ready for the write.</summary>
    /// <param name="mapping">The page cache.</param>
    /// <param name="folio">The folio, locked; it becomes dirty if this succeeds.</param>
    /// <returns>Success, or the signal that the process gets.</returns>
    /// <remarks>
    /// Models <c>vm_operations_struct.page_mkwrite</c>, which is called only where <see cref="CanWriteback"/> says so. The default has
    /// nothing to prepare.
    /// </remarks>
    [Interleaved]
    public virtual TouchResult MakeWritable(AddressSpace mapping, Folio folio) => TouchResult.Done;

    /// <summary>A store through a mapping dirtied a folio, which is unlocked again: the task may have to pause.</summary>
    /// <param name="mapping">The page cache.</param>
    /// <remarks>Models the call of <c>balance_dirty_pages_ratelimited</c> in <c>fault_dirty_shared_page</c>.</remarks>
    [Interleaved]
    public virtual void BalanceDirty(AddressSpace mapping)
    {
    }

    /// <summary>Whether the contents of clean folios are on some device, and dirty ones are written there.</summary>
    /// <remarks>Models <c>mapping_can_writeback</c>.</remarks>
    public virtual bool CanWriteback => true;

    /// <summary>Whether reclaim can have dirty folios written with <see cref="WritePage"/> (<c>writepage</c> is set).</summary>
    public virtual bool CanWritePage => false;

    /// <summary>Reclaim wants a folio written, so that it can be freed.</summary>
    /// <param name="folio">
    /// A locked, isolated folio that is mapped nowhere; its dirty flag has just been cleared and its reclaim flag set.
    /// </param>
    /// <param name="parts">Where the owner puts the parts, each isolated, if it splits the folio.</param>
    /// <returns>Written, with the folio unlocked; or "activate", with the folio dirty again and still locked.</returns>
    /// <remarks>Models <c>writepage</c> called for reclaim.</remarks>
    [Interleaved]
    public virtual PageOutResult WritePage(Folio folio, ICollection<Folio> parts) => PageOutResult.Activate;

    /// <summary>Writes a dirty folio out before it is invalidated.</summary>
    /// <param name="folio">The folio.</param>
    /// <returns>Success, or the error that stops the invalidation. The default does nothing.</returns>
    /// <remarks>Models <c>launder_folio</c>.</remarks>
    public virtual Errno LaunderFolio(Folio folio) => Errno.None;

    /// <summary>Moves a folio to other memory, both locked.</summary>
    /// <param name="mapping">The page cache that holds the source.</param>
    /// <param name="destination">The fresh folio.</param>
    /// <param name="source">The isolated folio.</param>
    /// <param name="extra">References on the source beyond isolation and the expected ones.</param>
    /// <returns>
    /// Success, or why not. The default moves entry, references, private data and flags as <c>filemap_migrate_folio</c> does.
    /// </returns>
    /// <remarks>Models <c>migrate_folio</c>.</remarks>
    public virtual Errno MigrateFolio(AddressSpace mapping, Folio destination, Folio source, int extra)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return mapping.MoveFolio(destination, source, extra);
    }

    /// <summary>The folio's memory failed.</summary>
    /// <param name="mapping">The page cache that holds it.</param>
    /// <param name="folio">The folio.</param>
    /// <returns>0 when it was removed; anything else counts as failure.</returns>
    /// <remarks>Models <c>error_remove_folio</c>. The default removes it as truncation does.</remarks>
    public virtual int ErrorRemoveFolio(AddressSpace mapping, Folio folio)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return (int)mapping.TruncateFolio(folio);
    }
}
