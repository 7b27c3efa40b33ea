using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>Programs that are small enough to be run in every order, one by one.</summary>
internal static class SmallPrograms
{
    public static IEnumerable<ExplorationProgram> All =>
    [
        new("lookups", "two lookups of one cached page", world =>
        {
            AddressSpace file = CachedFile(world);
            world.Task("a", () => LookUp(file, 0));
            world.Task("b", () => LookUp(file, 0));
        }),
        new("lookup-remove", "a lookup and a removal", world =>
        {
            AddressSpace file = CachedFile(world);
            world.Task("a", () => LookUp(file, 0));
            world.Task("b", () => Remove(file, 0));
        }),
        new("locks", "two tasks and two spin locks", world =>
        {
            AddressSpace file = CachedFile(world);
            world.Task("a", () => Both(file));
            world.Task("b", () => Both(file));
            world.Task("c", async () => { await file.Pages.Lock.AcquireAsync(); file.Pages.Lock.Release(); });
        }),
        new("semaphore", "two readers and a writer", world =>
        {
            RwSemaphore semaphore = new(world.Machine, LockClass.InvalidateLock, "semaphore");
            world.Task("a", () => Read(world.Machine, semaphore));
            world.Task("b", () => Read(world.Machine, semaphore));
            world.Task("c", async () =>
            {
                await semaphore.DownWriteAsync();
                await world.Machine.PointAsync(SchedulingPoint.Put);
                semaphore.UpWrite();
            });
        }),
        ModuleSet.BuiltIn.Programs.Find("hugetlb-two-resizes"),
        ModuleSet.BuiltIn.Programs.Find("hugetlb-two-reservations"),
        ModuleSet.BuiltIn.Programs.Find("lookup+split"),
        new("freeze", "a lookup against a freeze and unfreeze", world =>
        {
            AddressSpace file = CachedFile(world);
            Folio folio = file.Pages.Peek(PageIndex.Zero).Folio;
            world.Task("a", () => LookUp(file, 0));
            world.Task("b", async () =>
            {
                if (folio.Freeze(1))
                {
                    await world.Machine.PointAsync(SchedulingPoint.Unfreeze);
                    folio.Unfreeze(1);
                }
            });
        }),
    ];

    public static AddressSpace CachedFile(World world, int pages = 1)
    {
        AddressSpace file = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 16 });
        for (int i = 0; i < pages; i++)
        {
            Folio folio = file.Pages.GrabFolio(new PageIndex((ulong)i)).Folio;
            folio.Unlock();
            folio.Put();
        }

        world.Machine.Batches.DrainAll();
        return file;
    }

    public static async KernelWork LookUp(AddressSpace file, ulong index)
    {
        FolioResult found = await file.Pages.GetFolioAsync(new PageIndex(index));
        if (found.IsOk)
        {
            await file.Machine.PointAsync(SchedulingPoint.Put);
            found.Folio.Put();
        }
    }

    public static async KernelWork Grab(AddressSpace file, ulong index)
    {
        Folio folio = (await file.Pages.GrabFolioAsync(new PageIndex(index))).Folio;
        folio.Unlock();
        folio.Put();
    }

    public static async KernelWork Remove(AddressSpace file, ulong index)
    {
        FolioResult found = await file.Pages.LockFolioAsync(new PageIndex(index));
        if (found.IsOk)
        {
            await file.Pages.RemoveFolioAsync(found.Folio);
            found.Folio.Unlock();
            found.Folio.Put();
        }
    }

    private static async KernelWork Both(AddressSpace file)
    {
        await file.InodeLock.AcquireAsync();
        await file.Pages.Lock.AcquireAsync();
        file.Pages.Lock.Release();
        file.InodeLock.Release();
    }

    private static async KernelWork Read(Machine machine, RwSemaphore semaphore)
    {
        await semaphore.DownReadAsync();
        await machine.PointAsync(SchedulingPoint.Put);
        semaphore.UpRead();
    }
}
