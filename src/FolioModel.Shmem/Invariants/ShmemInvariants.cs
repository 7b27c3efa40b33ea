using System.Collections.Immutable;

namespace FolioModel.Shmem;

/// <summary>The invariants of shmem.</summary>
public static class ShmemInvariants
{
    /// <summary>The owner of these invariants, as <see cref="Invariant.Owner"/> names it.</summary>
    public const string Owner = "shmem";

    private const string Why = "the owner accounts for what it took";

    /// <summary>I-105. shmem inode: alloced == nrpages + swapped after shmem_recalc_inode (between calls alloced may be larger).</summary>
    public static readonly Invariant ShmemAllocIsCachedPlusSwapped = new(
        Owner, nameof(ShmemAllocIsCachedPlusSwapped),
        "shmem inode: alloced == nrpages + swapped after shmem_recalc_inode (between calls alloced may be larger)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 105,
        Reason = Why,
        KernelCheck = "WARN_ON(i_blocks) at evict",
        Where = "ShmemMount",
    };

    /// <summary>I-106. Swap values cover exactly the slots that are allocated for the file.</summary>
    public static readonly Invariant SwapValuesCoverTheFilesSlots = new(
        Owner, nameof(SwapValuesCoverTheFilesSlots),
        "Swap values cover exactly the slots that are allocated for the file",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 106,
        Reason = Why,
        KernelCheck = "BUG_ON(error) in delete",
        Where = "ShmemMount",
    };

    /// <summary>I-107. shmem folio: swapbacked; never a folio in two address spaces at the end of swap-in/out.</summary>
    public static readonly Invariant ShmemFolioIsSwapBackedInOnePlace = new(
        Owner, nameof(ShmemFolioIsSwapBackedInOnePlace),
        "shmem folio: swapbacked; never a folio in two address spaces at the end of swap-in/out",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 107,
        Reason = Why,
        KernelCheck = "VM_BUG_ON_FOLIO(!swapbacked)",
        Where = "ShmemMount",
    };

    /// <summary>I-108. fallocate undo removes only folios that are not uptodate.</summary>
    public static readonly Invariant FallocateUndoSparesUptodate = new(
        Owner, nameof(FallocateUndoSparesUptodate),
        "fallocate undo removes only folios that are not uptodate",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 108,
        Reason = Why,
        Where = "ShmemProperties",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        ShmemAllocIsCachedPlusSwapped,
        SwapValuesCoverTheFilesSlots,
        ShmemFolioIsSwapBackedInOnePlace,
        FallocateUndoSparesUptodate,
    ];
}
