namespace FolioModel.Cli.Content.Core;

/// <summary>Races of input and output that does not want its folios in the cache, of 6.14 and later.</summary>
internal static class UncachedWrites
{
    private const FindFolioFlags Uncached = FindFolioFlags.Lock | FindFolioFlags.DontCache;

    public static Exhibit UnpluggedBatchKeepsReference { get; } = new(
        "dontcache-unplug",
        "a CPU that goes offline against the worker that drains its batch of folios to be dropped",
        "the CPU's batch is forgotten when it goes offline, and the folios in it are held for ever",
        "proposal, RFC of February 2026: RWF_DONTCACHE with a batch for each CPU, drained when the CPU is unplugged",
        static (world, wrong) =>
        {
            // The reference of an LRU batch stands for that of the proposed one.
            Folio folio = Setup.File(world, 1).Pages.Peek(PageIndex.Zero).Folio;
            folio.TryGet(HolderKind.LruBatch);
            Shared<int> batch = world.Share(0, "dropbehind batch");
            async KernelWork Drain()
            {
                await world.Point(SchedulingPoint.BatchDrain);
                if (batch.Value != 0)
                {
                    batch.Value = 0;
                    folio.Put(HolderKind.LruBatch);
                }
            }

            world.Task("end of write", async () =>
            {
                await world.Point(SchedulingPoint.BatchAdd);
                batch.Value = 1;
                await Drain();
            });
            world.Task("unplug", async () =>
            {
                if (!wrong)
                {
                    await Drain();
                    return;
                }

                await world.Point(SchedulingPoint.BatchDrain);
                batch.Value = 0;
            });
        });

    public static Exhibit DropBehindUnderWriteback { get; } = new(
        "dontcache-redirty",
        "end of uncached writeback against a second write of the page",
        "the end looks at the flags before it has the folio's lock, and not again: the folio leaves the cache while it is written again",
        "report of May 2025 on linux-fsdevel; mended by \"gate dropbehind invalidate on folio !dirty && !writeback\" (6.16)",
        static (world, _) =>
        {
            AddressSpace file = Setup.File(world);
            Folio folio = file.Pages.GetFolio(PageIndex.Zero, Uncached | FindFolioFlags.Create, file.GfpMask, Order.Zero).Folio;
            folio.MarkUptodate();
            folio.StartWriteback();
            folio.Unlock();
            folio.Put();
            world.Machine.Batches.DrainAll();
            world.Task("end of write", async () => await folio.EndWritebackAsync());
            world.Task("write again", async () =>
            {
                FolioResult found = await file.Pages.GetFolioAsync(PageIndex.Zero, Uncached, GfpFlags.None, Order.Zero);
                if (!found.IsOk)
                {
                    return;
                }

                await found.Folio.WaitForWritebackAsync();
                await found.Folio.MarkDirtyAsync();
                found.Folio.ClearDirtyForIo();
                await found.Folio.StartWritebackAsync();
                found.Folio.Unlock();
                await found.Folio.EndWritebackAsync();
                found.Folio.Put();
            });
            world.Sometimes("the page is dropped", () => file.Pages.Count.Value == 0);
        })
    {
        Profile = KernelProfile.Linux616,
        WrongProfile = KernelProfile.Linux615,
    };
}
