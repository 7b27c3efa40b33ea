namespace FolioModel.Samples.DiscreteEvent;

/// <summary>A file as a filesystem serves it: reads and writes go through the page cache, misses and writeback to the disk.</summary>
internal sealed class CachedFile(AddressSpace cache, Disk disk, Simulation simulation)
{
    public int Hits { get; private set; }

    public int Misses { get; private set; }

    /// <summary>
    /// Reads a page; the first to miss it fetches it while it holds the folio lock, and whoever comes meanwhile waits for that.
    /// </summary>
    public async KernelWork Read(PageIndex page)
    {
        FolioResult found = await cache.Pages.GetFolioAsync(page);
        if (!found.IsOk)
        {
            found = await cache.Pages.GrabFolioAsync(page);
            await FillIfNeeded(found.Folio, page);
            found.Folio.Unlock();
        }
        else if (!found.Folio.Has(FolioFlags.Uptodate))
        {
            await found.Folio.LockAsync();
            await FillIfNeeded(found.Folio, page);
            found.Folio.Unlock();
        }
        else
        {
            Hit($"reads page {page} from the cache");
        }

        found.Folio.Put();
    }

    /// <summary>Writes a whole page: no need to read it first, the disk gets it later.</summary>
    public async KernelWork Write(PageIndex page)
    {
        await cache.InvalidateLock.DownReadAsync();
        Folio folio = (await cache.Pages.GrabFolioAsync(page)).Folio;
        await folio.WaitForWritebackAsync();
        folio.MarkUptodate();
        await folio.MarkDirtyAsync();
        simulation.Log($"writes page {page}; it is dirty now");
        folio.Unlock();
        folio.Put();
        cache.InvalidateLock.UpRead();
    }

    /// <summary>Writes all dirty pages to the disk, one after the other.</summary>
    public async KernelWork Flush()
    {
        FolioBatch batch = new(cache.Machine);
        await cache.Pages.GetFoliosTaggedAsync(batch, PageIndex.Zero, PageIndex.Max, PageCacheTag.Dirty);
        foreach (Folio folio in batch.ToArray())
        {
            await folio.LockAsync();
            if (folio.ClearDirtyForIo())
            {
                await folio.StartWritebackAsync();
                folio.Unlock();
                await disk.Transfer($"page {folio.Index} to be written");
                await folio.EndWritebackAsync();
                simulation.Log($"has written page {folio.Index} back");
            }
            else
            {
                folio.Unlock();
            }
        }

        await batch.ReleaseAsync();
    }

    private async KernelWork FillIfNeeded(Folio folio, PageIndex page)
    {
        if (folio.Has(FolioFlags.Uptodate))
        {
            Hit($"finds page {page} filled by somebody else");
            return;
        }

        Misses++;
        simulation.Log($"misses page {page} and reads it from disk: {folio.RefCount} references");
        await disk.Transfer($"page {page} to be read");
        folio.MarkUptodate();
        simulation.Log($"has page {page}");
    }

    private void Hit(string line)
    {
        Hits++;
        simulation.Log(line);
    }
}
