namespace FolioModel.Cli.Content.Core;

/// <summary>The states from which exhibits start.</summary>
internal static class Setup
{
    public static AddressSpace File(World world, int pages = 0, string name = "file", Order order = default)
    {
        AddressSpace file = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Name = name, Size = 1 << 16, MaxOrder = order });
        for (int i = 0; i < pages; i += order.Pages)
        {
            FolioResult got = file.Pages.GetFolio(new PageIndex((ulong)i), FindFolioFlags.Grab, file.GfpMask, order);
            got.Folio.Unlock();
            got.Folio.Put();
        }

        world.Machine.Batches.DrainAll();
        return file;
    }

    /// <summary>A folio of the file, held by a task before it starts.</summary>
    public static Folio Held(World world, KernelTask task, AddressSpace file, bool locked, ulong index = 0)
    {
        using Machine.TaskScope scope = world.Machine.RunAs(task);
        return (locked ? file.Pages.LockFolio(new PageIndex(index)) : file.Pages.GetFolio(new PageIndex(index))).Folio;
    }

    /// <summary>A folio in no cache, held by a task before it starts.</summary>
    public static Folio Fresh(World world, KernelTask task)
    {
        using Machine.TaskScope scope = world.Machine.RunAs(task);
        return world.Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
    }

    /// <summary>A task isolates a folio from the LRU before it starts.</summary>
    public static void Isolate(World world, KernelTask task, Folio folio)
    {
        using Machine.TaskScope scope = world.Machine.RunAs(task);
        folio.Get();
        folio.Isolate();
        folio.Put();
    }

    public static KernelPause Point(this World world, SchedulingPoint point) => world.Machine.PointAsync(point);

    /// <summary>A lookup as it must be.</summary>
    public static async KernelWork<Folio> LookUp(AddressSpace file, ulong index) =>
        (await file.Pages.GetFolioAsync(new PageIndex(index))).Folio;

    /// <summary>A lookup that does not read the slot again after it took its reference.</summary>
    public static async KernelWork<Folio> LookUpWithoutRecheck(AddressSpace file, ulong index)
    {
        Machine machine = file.Machine;
        await machine.PointAsync(SchedulingPoint.SlotLoad);
        CacheEntry entry = file.Pages.Peek(new PageIndex(index));
        if (!entry.IsFolio)
        {
            return default;
        }

        Pfn pfn = entry.Folio.Pfn;
        await machine.PointAsync(SchedulingPoint.TryGet);
        return Folio.TryGetStale(machine, pfn);
    }

    public static async KernelWork LockedRemoval(AddressSpace file, ulong index)
    {
        FolioResult found = await file.Pages.LockFolioAsync(new PageIndex(index));
        if (found.IsOk)
        {
            await file.Pages.RemoveFolioAsync(found.Folio);
            found.Folio.Unlock();
            found.Folio.Put();
        }
    }
}
