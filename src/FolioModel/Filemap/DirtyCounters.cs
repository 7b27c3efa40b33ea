namespace FolioModel;

/// <summary>Dirty pages of one backing device and their way to it, in base pages. The core counts; the owner of the device reads.</summary>
/// <remarks>
/// Models the <c>WB_*</c> counters of <c>struct bdi_writeback</c>. Every address space that names it in
/// <see cref="AddressSpaceOptions.Device"/> counts here beside <see cref="NodeStatistics"/>.
/// </remarks>
public sealed class DirtyCounters
{
    /// <summary>Pages that are dirty and not under writeback (<c>WB_RECLAIMABLE</c>).</summary>
    public long Reclaimable { get; internal set; }

    /// <summary>Pages under writeback (<c>WB_WRITEBACK</c>).</summary>
    public long Writeback { get; internal set; }

    /// <summary>Pages dirtied so far (<c>WB_DIRTIED</c>).</summary>
    public long Dirtied { get; internal set; }

    /// <summary>Pages written so far (<c>WB_WRITTEN</c>).</summary>
    public long Written { get; internal set; }
}
