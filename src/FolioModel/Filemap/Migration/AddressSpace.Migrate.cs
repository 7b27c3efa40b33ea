using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class AddressSpace
{
    /// <summary>
    /// Moves a folio's place in the cache to another folio. Reference effect: the destination gains and the source loses the page cache's
    /// references, one for each page; during the step the source is frozen.
    /// </summary>
    /// <param name="destination">A locked folio of the same order in no cache.</param>
    /// <param name="source">A locked folio of this cache on which the caller holds one reference, normally isolation.</param>
    /// <param name="extra">References the caller knows of beyond its own and the expected ones.</param>
    /// <returns>
    /// Success; or <see cref="Errno.EAGAIN"/> with nothing changed, because the source's count is not its expected count + 1 +
    /// <paramref name="extra"/>: another holder has references.
    /// </returns>
    /// <remarks>
    /// Models <c>folio_migrate_mapping</c>. The dirty flag moves and the entry keeps its tags. The source's mapping is left set until
    /// <see cref="FinishMigration"/>; neither folio's place on the LRU changes.
    /// </remarks>
    [Interleaved]
    public Errno MigrateMapping(Folio destination, Folio source, int extra)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_migrate_mapping");
        AssertMigratable(destination, source);
        int expected = source.ExpectedRefCount + extra + 1;
        if (source.RefCount != expected)
        {
            return Errno.EAGAIN;
        }

        Pages.Lock.Acquire();
        _machine.Point(SchedulingPoint.Freeze);
        if (!_machine.References.Freeze(source.Frame, expected, "folio_migrate_mapping"))
        {
            Pages.Lock.Release();
            return Errno.EAGAIN;
        }

        int pages = source.CacheReferences;
        destination.Page.Mapping = Id;
        destination.Page.Index = source.Page.Index;
        destination.Page.Flags |= source.Page.Flags & FolioFlags.SwapBacked;
        _machine.References.Add(destination.Frame, pages, HolderKind.PageCache, 0, "folio_migrate_mapping");
        if (source.CancelDirty())
        {
            destination.Page.Flags |= FolioFlags.Dirty;
            AccountMovedDirty(source.Frame, source.Pages);
        }

        _machine.Point(SchedulingPoint.SlotStore);
        XCursor cursor = new(Pages.Tree, source.Index.Value);
        cursor.Store(XEntry.FromPointer(destination.Frame));
        _machine.Point(SchedulingPoint.Unfreeze);
        _machine.References.Unfreeze(source.Frame, expected - pages, HolderKind.PageCache, "folio_migrate_mapping");
        Pages.Lock.Release();
        return Errno.None;
    }

    /// <summary>
    /// Moves a folio of this cache to other memory, both locked. Reference effect: the page cache's references and private data move.
    /// </summary>
    /// <param name="destination">A locked folio of the same order in no cache.</param>
    /// <param name="source">A locked, isolated folio of this cache.</param>
    /// <param name="extra">References on the source beyond isolation and the expected ones.</param>
    /// <returns>Success, or <see cref="Errno.EAGAIN"/> with nothing changed.</returns>
    /// <remarks>Models <c>filemap_migrate_folio</c>.</remarks>
    [Interleaved]
    public Errno MoveFolio(Folio destination, Folio source, int extra)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("filemap_migrate_folio");
        Errno error = MigrateMapping(destination, source, extra);
        if (error != Errno.None)
        {
            return error;
        }

        if (source.DetachPrivate())
        {
            destination.AttachPrivate();
        }

        destination.MigrateFlagsFrom(source);
        FinishMigration(source);
        return Errno.None;
    }

    /// <summary>
    /// The source of a finished migration forgets its file (<c>folio->mapping = NULL</c>), as every caller of the kernel does.
    /// </summary>
    /// <param name="source">The source of a successful <see cref="MigrateMapping"/>.</param>
    public void FinishMigration(Folio source)
    {
        if (Pages.Tree.Load(source.Index.Value) is { IsPointer: true } entry && entry.PointerId == source.Frame)
        {
            _machine.ThrowBug(source.Frame, "the source of a migration is still cached");
        }

        source.Page.Mapping = 0;
        _machine.MarkChanged(source.Frame);
    }

    private void AssertMigratable(Folio destination, Folio source)
    {
        Pages.AssertRemovable(ref source.Page, source.Frame);
        if (!destination.IsLocked || destination.Page.Mapping != 0 || destination.Page.Order != source.Page.Order)
        {
            _machine.ThrowBug(destination.Frame, $"folio_migrate_mapping: expected a locked folio of {source.Order} in no cache");
        }
    }
}
