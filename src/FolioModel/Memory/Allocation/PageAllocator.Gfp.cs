using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    private const GfpFlags ZoneMask = GfpFlags.Dma | GfpFlags.HighMem | GfpFlags.Dma32 | GfpFlags.Movable;
    private const int BadZone = -1;
    private const int TypeShift = 3;
    private const int BothTypes = 3;

    /// <summary>By the four zone bits of the flags: the highest zone that may serve the request, or <see cref="BadZone"/>.</summary>
    private readonly sbyte[] _zoneOfGfp;

    /// <summary>The highest zone that flags allow, and the migrate type they ask for.</summary>
    /// <exception cref="KernelBugException">The flags contradict themselves.</exception>
    /// <remarks>Models <c>gfp_zone</c> and <c>gfp_migratetype</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (ZoneKind Highest, MigrateType Type) Decode(GfpFlags gfp)
    {
        int zone = _zoneOfGfp[(int)(gfp & ZoneMask)];
        int type = (int)(gfp & (GfpFlags.Movable | GfpFlags.Reclaimable)) >> TypeShift;
        if (zone == BadZone || type == BothTypes)
        {
            ThrowBadGfp(gfp);
        }

        return ((ZoneKind)zone, (MigrateType)type);
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowBadGfp(GfpFlags gfp) =>
        throw new KernelBugException(
            $"an allocation with {gfp}: expected at most one of Dma, Dma32 and HighMem, and of Movable and Reclaimable")
        {
            Task = _machine.Current,
        };

    /// <summary>A machine without a DMA zone is a kernel configured without: the flag then means the normal zone.</summary>
    private static sbyte[] BuildZoneTable(Zone[] zones)
    {
        sbyte[] table = new sbyte[(int)ZoneMask + 1];
        for (int bits = 0; bits < table.Length; bits++)
        {
            GfpFlags gfp = (GfpFlags)bits;
            table[bits] = (sbyte)((gfp & ~GfpFlags.Movable) switch
            {
                GfpFlags.None => (int)ZoneKind.Normal,
                GfpFlags.HighMem => (int)((gfp & GfpFlags.Movable) != 0 ? ZoneKind.Movable : ZoneKind.Normal),
                GfpFlags.Dma => (int)IfPresent(ZoneKind.Dma),
                GfpFlags.Dma32 => (int)IfPresent(ZoneKind.Dma32),
                _ => BadZone,
            });
        }

        return table;

        ZoneKind IfPresent(ZoneKind kind) => Array.Exists(zones, z => z.Kind == kind) ? kind : ZoneKind.Normal;
    }
}
