using FolioModel.Allocation;

namespace FolioModel.Cli.Content.Core.Allocation;

/// <summary>The request of an allocation, read from its flags.</summary>
/// <param name="Order">The block's order.</param>
/// <param name="Gfp">The flags.</param>
/// <param name="Cpu">Where it is made.</param>
internal readonly record struct SpecRequest(int Order, GfpFlags Gfp, int Cpu)
{
    public MigrateType Type => Has(GfpFlags.Movable) ? MigrateType.Movable
        : Has(GfpFlags.Reclaimable) ? MigrateType.Reclaimable : MigrateType.Unmovable;

    /// <summary>The highest zone that it may use.</summary>
    public ZoneKind Highest => Has(GfpFlags.Dma) ? ZoneKind.Dma
        : Has(GfpFlags.Dma32) ? ZoneKind.Dma32
        : Has(GfpFlags.Movable) && Has(GfpFlags.HighMem) ? ZoneKind.Movable : ZoneKind.Normal;

    /// <summary>Half of the reserve may be used.</summary>
    public bool MayUseReserve => Has(GfpFlags.High);

    /// <summary>The request may not sleep, and did not say that it leaves the reserves alone.</summary>
    public bool IsNonBlocking => !Has(GfpFlags.DirectReclaim) && !Has(GfpFlags.NoMemAlloc);

    public bool IsHighAtomic => IsNonBlocking && MayUseReserve && Order > 0;

    public bool IgnoresWatermarks => Has(GfpFlags.MemAlloc) && !Has(GfpFlags.NoMemAlloc);

    /// <summary>The request as it is made without looking at watermarks: its other claims to reserves are gone.</summary>
    public SpecRequest WithoutReserves => this with { Gfp = (Gfp | GfpFlags.NoMemAlloc) & ~GfpFlags.High };

    private bool Has(GfpFlags flag) => (Gfp & flag) != 0;
}
