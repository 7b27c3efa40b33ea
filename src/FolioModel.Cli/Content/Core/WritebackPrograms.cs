namespace FolioModel.Cli.Content.Core;

/// <summary>The end of a page's writeback to its file, which interrupts any CPU, against what goes on in the page.</summary>
internal static class WritebackPrograms
{
    public static ExplorationProgram Fault { get; } =
        new("writeback-fault", "the writeback of a mapped page ends while a process writes to the page", static world =>
    {
        (AddressSpace file, ProcessMemory process, VirtualPage page) = Mapped(world, isWritten: false);
        End(world, file);
        world.Task("write", async () => await process.TouchAsync(page, write: true));
        WrittenIsKept(world, file, process, page);
    });

    /// <summary>Only the entry of the page table says that the page was written: the end of the process tells the file.</summary>
    public static ExplorationProgram Exit { get; } =
        new("writeback-exit", "the writeback of a page ends while the process ends that wrote to the page since", static world =>
    {
        (AddressSpace file, ProcessMemory process, VirtualPage page) = Mapped(world, isWritten: true);
        End(world, file);
        world.Task("exit", async () => await process.ExitAsync());
        WrittenIsKept(world, file, process, page);
    });

    public static ExplorationProgram Reclaim { get; } =
        new("writeback-reclaim", "the writeback of a page ends while reclaim meets the page and a lookup finds it", static world =>
    {
        AddressSpace file = Setup.File(world, 1);
        Shared<int> evicted = world.Share(0, "evicted");
        ReclaimPrograms.Reclaimer(world, file, evicted);
        Begin(file);
        End(world, file);
        ReclaimPrograms.LookUp(world, file);
        world.Sometimes("the page goes", () => evicted.Value == 1);
        world.Sometimes("the page stays", () => evicted.Value == 0);
        world.Finally("nothing is under writeback", () => file.WritebackPages.Value == 0 ? null : $"{file.WritebackPages} pages");
    });

    /// <summary>A process that maps the page of a file, shared; the page is under writeback.</summary>
    private static (AddressSpace File, ProcessMemory Process, VirtualPage Page) Mapped(World world, bool isWritten)
    {
        AddressSpace file = Setup.File(world, 1);
        file.Pages.Peek(PageIndex.Zero).Folio.MarkUptodate();
        ProcessMemory process = world.Machine.CreateProcess("process");
        VirtualPage page = process.Map(file, PageIndex.Zero, 1, MapOptions.Shared | MapOptions.Writable).First;
        process.Touch(page, write: false);
        Begin(file);
        if (isWritten)
        {
            process.Touch(page, write: true);
        }

        world.Machine.Batches.DrainAll();
        return (file, process, page);
    }

    public static void Begin(AddressSpace file)
    {
        Folio folio = file.Pages.LockFolio(PageIndex.Zero).Folio;
        folio.StartWriteback();
        folio.Unlock();
        folio.Put();
    }

    public static void End(World world, AddressSpace file)
    {
        Folio folio = file.Pages.Peek(PageIndex.Zero).Folio;
        world.Task("device", async () => await folio.EndWritebackAsync());
    }

    private static void WrittenIsKept(World world, AddressSpace file, ProcessMemory process, VirtualPage page)
    {
        Folio folio = file.Pages.Peek(PageIndex.Zero).Folio;
        world.Finally("what was written is dirty, in the file or in the page table", () =>
            folio.Has(FolioFlags.Dirty) || SwapWritePrograms.HasDirtyEntry(world, process, page) ? null : "it is clean everywhere");
        world.Finally("the dirty flag and its tag agree", () => folio.Has(FolioFlags.Dirty) == folio.HasTag(PageCacheTag.Dirty) ? null
            : $"{folio.Flags}, and the tag says {folio.HasTag(PageCacheTag.Dirty)}");
        world.Finally("nothing is under writeback", () => file.WritebackPages.Value == 0 ? null : $"{file.WritebackPages} pages");
    }
}
