using FolioModel.Groups;

namespace FolioModel;

public sealed partial class AddressSpace
{
    private readonly DirtyCounters? _device;

    /// <summary>The counters of the device behind the file, or null when the options name none.</summary>
    public DirtyCounters? Device => _device;

    /// <summary>Pages that are dirty and not under writeback.</summary>
    public PageCount DirtyPages => new(_dirtyPages);

    /// <summary>Pages under writeback.</summary>
    public PageCount WritebackPages => new(_writebackPages);

    private long _dirtyPages;
    private long _writebackPages;

    /// <summary>Whether dirty pages count: they will be written, and their entries carry the tag.</summary>
    internal bool AccountsDirty => _operations.CanWriteback && _operations.TagsDirtyFolios;

    /// <remarks>Models <c>folio_account_dirtied</c>.</remarks>
    internal void AccountDirtied(int pfn, long pages)
    {
        if (!AccountsDirty)
        {
            return;
        }

        _dirtyPages += pages;
        _machine.Statistics.FileDirty += pages;
        _machine.Statistics.Dirtied += pages;
        _machine.Groups?.Count(pfn, GroupCounter.FileDirty, pages);
        if (_device is { } device)
        {
            device.Reclaimable += pages;
            device.Dirtied += pages;
        }
    }

    /// <summary>Dirty pages are clean now, because they are about to be written or were discarded.</summary>
    /// <remarks>Models <c>folio_account_cleaned</c>.</remarks>
    internal void AccountCleaned(int pfn, long pages) => MoveDirty(pfn, -pages);

    /// <summary>
    /// The dirty state of a folio moved to another one of the same file, which is charged to the same group: nothing was dirtied anew.
    /// </summary>
    internal void AccountMovedDirty(int source, long pages) => MoveDirty(source, pages);

    /// <summary>Pages are on their way to the device, or, negative, have arrived there.</summary>
    internal void AccountWriteback(int pfn, long pages)
    {
        _machine.Statistics.Writeback += pages;
        _machine.Groups?.Count(pfn, GroupCounter.FileWriteback, pages);
        if (!AccountsDirty)
        {
            return;
        }

        _writebackPages += pages;
        _machine.Statistics.Written -= Math.Min(pages, 0);
        if (_device is { } device)
        {
            device.Writeback += pages;
            device.Written -= Math.Min(pages, 0);
        }
    }

    private void MoveDirty(int pfn, long pages)
    {
        if (!AccountsDirty)
        {
            return;
        }

        _dirtyPages += pages;
        _machine.Statistics.FileDirty += pages;
        _machine.Groups?.Count(pfn, GroupCounter.FileDirty, pages);
        if (_device is { } device)
        {
            device.Reclaimable += pages;
        }
    }
}
