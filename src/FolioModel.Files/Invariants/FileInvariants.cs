using System.Collections.Immutable;

namespace FolioModel.Files;

/// <summary>The invariants of regular files and their writeback.</summary>
public static class FileInvariants
{
    /// <summary>The owner of these invariants, as <see cref="Invariant.Owner"/> names it.</summary>
    public const string Owner = "files";

    private const string Why = "the writers' pauses depend on the counters, and data that no counter or list knows is never written";

    /// <summary>
    /// I-130. The counters of dirty pages and of pages under writeback are the sums over the folios, per file and per device.
    /// </summary>
    public static readonly Invariant DirtyCountersMatchFolios = New(
        nameof(DirtyCountersMatchFolios), 130,
        "nr_dirty and nr_writeback of a file and of its device are the sums over the folios", "WARN_ON in folio_account_cleaned");

    /// <summary>I-131. A file with dirty folios is on one of the flusher's lists.</summary>
    public static readonly Invariant DirtyFileIsListed = New(
        nameof(DirtyFileIsListed), 131,
        "a file with dirty folios is on b_dirty, b_io or b_more_io", "WARN_ON in inode_io_list_move_locked");

    /// <summary>I-132. A dirty folio is uptodate.</summary>
    public static readonly Invariant DirtyIsUptodate = New(
        nameof(DirtyIsUptodate), 132, "a dirty folio is uptodate", "WARN_ON_ONCE in __folio_mark_dirty");

    /// <summary>I-133. A dirty folio has space on the device, or was promised some.</summary>
    public static readonly Invariant DirtyHasSpace = New(
        nameof(DirtyHasSpace), 133, "a dirty folio has space on the device, or was promised some", "WARN_ON in ext4_da_release_space");

    /// <summary>I-134. The space taken on a device is the sum over its files.</summary>
    public static readonly Invariant SpaceIsTheSumOfFiles = New(
        nameof(SpaceIsTheSumOfFiles), 134, "the space taken on a device is the sum over its files", "e2fsck");

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
        [DirtyCountersMatchFolios, DirtyFileIsListed, DirtyIsUptodate, DirtyHasSpace, SpaceIsTheSumOfFiles];

    private static Invariant New(string name, int number, string text, string check) =>
        new(Owner, name, text, InvariantMoment.AtRest, InvariantEnforcement.Validated)
        {
            Number = number,
            Reason = Why,
            KernelCheck = check,
            Where = "FileSystem",
        };
}
