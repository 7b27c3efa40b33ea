namespace FolioModel.Allocation;

/// <summary>One allocation: what its <see cref="GfpFlags"/> ask for, in the allocator's terms.</summary>
/// <remarks>Models <c>struct alloc_context</c> with <c>gfp_zone</c> and <c>gfp_migratetype</c>.</remarks>
internal readonly record struct AllocationRequest(int Order, GfpFlags Gfp, MigrateType Type, ZoneKind Highest)
{
    /// <summary>Larger orders are "costly": the allocator does not try hard for them.</summary>
    public const int CostlyOrder = 3;

    public bool IsCostly => Order > CostlyOrder;

    public bool MayReclaim => Has(GfpFlags.DirectReclaim);

    /// <summary>Whether compaction may be tried: it writes pages back (<c>gfp_compaction_allowed</c>).</summary>
    public bool MayCompact => Has(GfpFlags.Io);

    public bool Has(GfpFlags flag) => (Gfp & flag) == flag;

    /// <summary>Flags of the slow path's attempts.</summary>
    /// <remarks>Models <c>gfp_to_alloc_flags</c>; realtime tasks are not modelled.</remarks>
    public AllocationFlags SlowFlags()
    {
        AllocationFlags flags = AllocationFlags.WatermarkMin | SharedFlags();
        if (Has(GfpFlags.High))
        {
            flags |= AllocationFlags.MinReserve;
        }

        if (!MayReclaim && !Has(GfpFlags.NoMemAlloc))
        {
            flags |= AllocationFlags.NonBlock;
            if (Order > 0 && Has(GfpFlags.High))
            {
                flags |= AllocationFlags.HighAtomic;
            }
        }

        return flags;
    }

    /// <summary>Flags that both paths use.</summary>
    public AllocationFlags SharedFlags() => SharedFlags(Gfp, Type);

    /// <inheritdoc cref="SharedFlags()"/>
    public static AllocationFlags SharedFlags(GfpFlags gfp, MigrateType type) =>
        (type == MigrateType.Movable ? AllocationFlags.Cma : 0) | (AllocationFlags)(gfp & GfpFlags.KswapdReclaim);
}
