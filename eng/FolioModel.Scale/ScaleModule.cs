using FolioModel.Files;
using FolioModel.Rmap;
using FolioModel.Testing;

namespace FolioModel.Scale;

/// <summary>Programs with large state spaces, to measure searches by states: too large for the catalogue.</summary>
public sealed class ScaleModule : OwnerModule
{
    private const ulong Pages = 8;
    private static readonly Order s_order = new(2);

    /// <inheritdoc/>
    public override string Name => "scale";

    /// <inheritdoc/>
    public override IReadOnlyList<ExplorationProgram> Programs { get; } =
    [
        Program("two-tasks", "a split of a large folio and a hole across it", hole: true),
        Program("three-tasks", "a split of a large folio, a fault on it, and a hole across it", hole: true, fault: true),
        Program("four-tasks", "a split, a fault, a hole, and reclaim in one file", hole: true, fault: true, reclaim: true),
        Program("split-fault-reclaim", "a split, a fault, and reclaim in one file", fault: true, reclaim: true),
    ];

    private static ExplorationProgram Program(
        string name, string title, bool hole = false, bool fault = false, bool reclaim = false) => new(name, title, world =>
    {
        FileSystemOptions options = new() { ReadAheadPages = 0, SmallestOrder = s_order, LargestOrder = s_order };
        FileSystem files = new(world.Machine, options);
        RegularFile file = files.CreateFile("data", (long)Pages * PageSize.Bytes);
        file.Open().Read(0, (int)Pages * PageSize.Bytes);
        world.Machine.Batches.DrainAll();
        Split(world, file.Mapping);
        if (hole)
        {
            world.Task("hole", async () => await file.PunchHoleAsync(PageSize.Bytes, 4 * PageSize.Bytes));
        }

        if (fault)
        {
            Fault(world, file);
        }

        if (reclaim)
        {
            Reclaim(world, file.Mapping.Pages.Peek(new PageIndex(4)).Folio);
        }
    });

    private static void Split(World world, AddressSpace mapping) => world.Task("split", async () =>
    {
        FolioResult found = await mapping.Pages.LockFolioAsync(PageIndex.Zero);
        if (found.IsOk)
        {
            if (found.Folio.Order > Order.Zero)
            {
                await found.Folio.SplitAsync(Order.Zero);
            }

            found.Folio.Unlock();
            await world.Machine.PointAsync(SchedulingPoint.Put);
            found.Folio.Put();
        }
    });

    private static void Fault(World world, RegularFile file) => world.Task("fault", async () =>
    {
        FileFault fault = await file.FaultAsync(new PageIndex(2));
        if (!fault.Folio.IsNone)
        {
            fault.Folio.Unlock();
            await world.Machine.PointAsync(SchedulingPoint.Put);
            fault.Folio.Put();
        }
    });

    private static void Reclaim(World world, Folio folio)
    {
        KernelTask task = world.Task("reclaim", async () => await folio.ReclaimAsync());
        using Machine.TaskScope scope = world.Machine.RunAs(task);
        folio.Get();
        folio.Isolate();
        folio.Put();
    }
}
