using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of swap areas, their slots and their caches.</summary>
public static class SwapInvariants
{
    /// <summary>I-139. The users of a slot are the entries of page tables and files that name it.</summary>
    public static readonly Invariant SlotCountsAreTheEntries = new(
        Invariant.Core, nameof(SlotCountsAreTheEntries),
        "The users of a swap slot are the entries of page tables and files that name it, and the slots in use are those with users",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 139,
        Group = InvariantGroups.Reclaim,
        Reason = "a slot that is freed too early is given to other contents, and one that is never freed is lost",
        KernelCheck = "swap_info_get, bad-file messages of swapfile.c",
        Where = "SwapChecks",
    };

    /// <summary>I-140. A slot is marked as cached exactly if the swap cache has a folio for it, and that folio knows its slot.</summary>
    public static readonly Invariant CachedSlotsHaveTheirFolio = new(
        Invariant.Core, nameof(CachedSlotsHaveTheirFolio),
        "A slot is marked as cached exactly if the swap cache has a folio for it, and that folio is flagged and knows its slot",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 140,
        Group = InvariantGroups.Reclaim,
        Reason = "whoever looks for the contents finds them in one place",
        KernelCheck = "VM_BUG_ON_FOLIO(entry != folio) in __delete_from_swap_cache",
        Where = "SwapChecks",
    };

    /// <summary>I-141. Shadows of anonymous folios stand in slots that are in use.</summary>
    public static readonly Invariant ShadowsStandInUsedSlots = new(
        Invariant.Core, nameof(ShadowsStandInUsedSlots),
        "A shadow of an anonymous folio stands only in a slot that somebody uses or a CPU holds in reserve",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 141,
        Group = InvariantGroups.Reclaim,
        Reason = "a shadow in a free slot would judge the refault of other contents",
        KernelCheck = "clear_shadow_from_swap_cache",
        Where = "SwapChecks",
    };

    /// <summary>I-142. A group's swap usage is the slots charged to it and to the groups below it.</summary>
    public static readonly Invariant SwapChargesAreTheSlots = new(
        Invariant.Core, nameof(SwapChargesAreTheSlots),
        "A group's swap usage is the slots charged to it and to the groups below it, and a free slot is charged to nobody",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 142,
        Group = InvariantGroups.Reclaim,
        Reason = "what is charged twice or never given back makes a limit meaningless",
        Where = "SwapChecks",
    };

    /// <summary>I-150. The writes under way of a swap device are its folios under writeback.</summary>
    public static readonly Invariant WritesAreTheFoliosUnderWriteback = new(
        Invariant.Core, nameof(WritesAreTheFoliosUnderWriteback),
        "The writes under way of a swap device are its folios under writeback, each once, and each folio is still in the slots it goes to",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 150,
        Group = InvariantGroups.Reclaim,
        Reason = "a write holds no reference: only the swap cache keeps its folio, and a write that is forgotten keeps it forever",
        KernelCheck = "VM_BUG_ON_FOLIO(folio_test_writeback(folio)) in __delete_from_swap_cache",
        Where = "SwapChecks",
    };

    /// <summary>I-151. A mapped folio that lost its copy in swap is dirty.</summary>
    public static readonly Invariant WithoutItsSlotAFolioIsDirty = new(
        Invariant.Core, nameof(WithoutItsSlotAFolioIsDirty),
        "A mapped folio that had a copy in swap and has none any more is dirty, unless it was written since or its contents may go",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 151,
        Group = InvariantGroups.Reclaim,
        Reason = "clean entries map it, so that only its dirty flag keeps advice of one process from dropping what another needs",
        KernelCheck = "folio_set_dirty in folio_free_swap",
        Where = "subjects anon, anon-mglru, anon-full and anon-disk",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        SlotCountsAreTheEntries, CachedSlotsHaveTheirFolio, ShadowsStandInUsedSlots, SwapChargesAreTheSlots,
        WritesAreTheFoliosUnderWriteback, WithoutItsSlotAFolioIsDirty,
    ];
}
