namespace FolioModel.Files;

/// <summary>How much of a file is to be written and how, and how much was.</summary>
/// <remarks>Models <c>struct writeback_control</c>.</remarks>
internal sealed class WritebackControl
{
    /// <summary>Pages that may still be written; <see cref="long.MaxValue"/> for all.</summary>
    public long ToWrite { get; set; } = long.MaxValue;

    /// <summary>
    /// Everything that is dirty now must be written (<c>WB_SYNC_ALL</c>): folios under writeback are waited for and written again.
    /// </summary>
    public bool IsSync { get; init; }

    /// <summary>Dirty folios are marked first, so that pages dirtied meanwhile are not chased (<c>tagged_writepages</c>).</summary>
    public bool TagsFirst { get; init; }

    /// <summary>Locked folios are left out: the current task may hold their locks.</summary>
    public bool SkipsLocked { get; init; }

    /// <summary>Goes on where the last round stopped, and wraps at the end (<c>range_cyclic</c>).</summary>
    public bool IsCyclic { get; init; }

    /// <summary>First page.</summary>
    public PageIndex First { get; init; }

    /// <summary>Last page, inclusive.</summary>
    public PageIndex Last { get; init; } = PageIndex.Max;

    /// <summary>Whether it is about the whole file.</summary>
    public bool IsWhole => First == PageIndex.Zero && Last.Value >= (ulong)(long.MaxValue - 2 * PageSize.Bytes) >> PageSize.Shift;

    /// <summary>Pages given to the device.</summary>
    public long Written { get; set; }
}
