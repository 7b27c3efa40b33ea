namespace FolioModel.Files;

public sealed partial class RegularFile
{
    [NotShared("a hint of reads and writes that do not want to fill the cache; no order of steps depends on it")]
    private readonly HashSet<ulong> _dropBehind = [];

    /// <summary>The folio came into the cache for a read or write that does not want it there afterwards.</summary>
    /// <remarks>Models <c>__folio_set_dropbehind</c>.</remarks>
    internal void MarkDropBehind(Folio folio) => _dropBehind.Add(folio.Index.Value);

    /// <summary>A read is done with a folio that only it wanted: drops it if it is clean and otherwise unused.</summary>
    /// <remarks>Models <c>filemap_end_dropbehind_read</c>.</remarks>
    internal void DropBehindRead(Folio folio)
    {
        if (_dropBehind.Contains(folio.Index.Value) && !folio.Has(FolioFlags.Dirty) && !folio.Has(FolioFlags.Writeback))
        {
            TryDrop(folio);
        }
    }

    /// <summary>Writeback of a folio is over: drops it if a write asked for that.</summary>
    /// <remarks>Models <c>folio_end_dropbehind</c>.</remarks>
    internal void DropBehind(Folio folio)
    {
        if (_dropBehind.Count > 0 && _dropBehind.Contains(folio.Index.Value) && !folio.Has(FolioFlags.Dirty))
        {
            TryDrop(folio);
        }
    }

    /// <remarks>Models <c>folio_unmap_invalidate</c>.</remarks>
    private void TryDrop(Folio folio)
    {
        if (!folio.TryLock())
        {
            return;
        }

        // The cache's references go with the folio: one of our own keeps it until it is unlocked.
        folio.Get();
        if (folio.Mapping == Mapping && !folio.IsMapped)
        {
            _dropBehind.Remove(folio.Index.Value);
            Mapping.TruncateFolio(folio);
        }

        folio.Unlock();
        folio.Put();
    }
}
