using System.Collections.Immutable;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>
    /// The counters of the node and its zones, in pages unless the name says otherwise, as of now. Changes nothing. Huge pages count in
    /// units of 2 MiB, <c>pgpgin</c> and <c>pgpgout</c> in KiB. What happened before the machine was built, such as the freeing of all
    /// memory by boot, is not counted.
    /// </summary>
    /// <returns>
    /// A number for each name in <c>/proc/vmstat</c> that the modelled paths change. <c>allocstall</c> is the sum over the zones;
    /// <c>nonresident_age</c>, <c>num_poisoned_pages</c> and <c>nr_offline_pages</c> are variables that the file does not show.
    /// </returns>
    /// <exception cref="InvalidOperationException">The machine belongs to another thread, which may be changing it.</exception>
    /// <remarks>Models <c>vmstat_show</c>.</remarks>
    public ImmutableSortedDictionary<string, long> ReadVmstat()
    {
        ThrowIfOfAnotherThread();
        var numbers = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        numbers["nr_free_pages"] = Allocator.FreePageCount.Value;
        numbers["nr_offline_pages"] = Allocator.OfflinePageCount.Value;
        numbers["pgfree"] = Allocator.FreedPageCount.Value;
        numbers["nonresident_age"] = Lru.NonresidentAge;
        foreach (Zone zone in Allocator.Zones)
        {
            numbers["pgalloc_" + SnapshotNames.Of(zone.Kind)] = zone.AllocatedPages.Value;
        }

        foreach (LruListKind list in Enum.GetValues<LruListKind>())
        {
            numbers["nr_" + SnapshotNames.Of(list)] = PagesOnLists(list).Value;
        }

        foreach ((string name, Func<NodeStatistics, long> read) in SnapshotNames.Counters)
        {
            numbers[name] = read(Statistics);
        }

        return numbers.ToImmutable();
    }

    /// <summary>The uses of memory in KiB, as of now. Changes nothing.</summary>
    /// <returns>A number for each line of <c>/proc/meminfo</c> that the model knows; it has no buffers and no slab.</returns>
    /// <exception cref="InvalidOperationException">The machine belongs to another thread, which may be changing it.</exception>
    /// <remarks>Models <c>meminfo_proc_show</c>.</remarks>
    public ImmutableSortedDictionary<string, long> ReadMeminfo()
    {
        ThrowIfOfAnotherThread();
        var numbers = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        long activeAnon = PagesOnLists(LruListKind.ActiveAnon).Value;
        long inactiveAnon = PagesOnLists(LruListKind.InactiveAnon).Value;
        long activeFile = PagesOnLists(LruListKind.ActiveFile).Value;
        long inactiveFile = PagesOnLists(LruListKind.InactiveFile).Value;
        Add("MemTotal", Allocator.ManagedPageCount.Value);
        Add("MemFree", Allocator.FreePageCount.Value);
        Add("MemAvailable", AvailablePageCount.Value);
        Add("Cached", Statistics.FilePages - Statistics.SwapCached);
        Add("SwapCached", Statistics.SwapCached);
        Add("Active", activeAnon + activeFile);
        Add("Inactive", inactiveAnon + inactiveFile);
        Add("Active(anon)", activeAnon);
        Add("Inactive(anon)", inactiveAnon);
        Add("Active(file)", activeFile);
        Add("Inactive(file)", inactiveFile);
        Add("Unevictable", PagesOnLists(LruListKind.Unevictable).Value);
        Add("SwapTotal", Swap.TotalPages);
        Add("SwapFree", Swap.FreePages);
        Add("Dirty", Statistics.FileDirty);
        Add("Writeback", Statistics.Writeback);
        Add("AnonPages", Statistics.AnonMapped);
        Add("Mapped", Statistics.FileMapped);
        Add("Shmem", Statistics.Shmem);
        Add("ShmemHugePages", Statistics.ShmemThps);
        Add("FileHugePages", Statistics.FileThps);
        Add("HardwareCorrupted", Statistics.Poisoned);
        return numbers.ToImmutable();

        void Add(string name, long pages) => numbers[name] = pages * (PageSize.Bytes / 1024);
    }

    /// <summary>
    /// An estimate of how many pages can be had without swapping: free ones above the reserve, and of the page cache what exceeds the low
    /// watermark or half of it.
    /// </summary>
    /// <remarks>Models <c>si_mem_available</c>; memory of the kernel that could be reclaimed is not part of the model.</remarks>
    public PageCount AvailablePageCount
    {
        get
        {
            long low = 0;
            foreach (Zone zone in Allocator.Zones)
            {
                low += zone.Watermarks.Low + zone.WatermarkBoost;
            }

            long cache = PagesOnLists(LruListKind.ActiveFile).Value + PagesOnLists(LruListKind.InactiveFile).Value;
            long available = Allocator.FreePageCount.Value - Allocator.ReservePageCount.Value + cache - Math.Min(cache / 2, low);
            return new PageCount(Math.Max(available, 0));
        }
    }

    /// <summary>Counts bytes on their way to or from a block device, for owners that submit requests to one.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="isWrite">Whether they leave memory.</param>
    /// <remarks>Models what <c>submit_bio</c> does to <c>PGPGIN</c> and <c>PGPGOUT</c>.</remarks>
    public void CountTransfer(long bytes, bool isWrite)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Statistics.PagedInBytes += isWrite ? 0 : bytes;
        Statistics.PagedOutBytes += isWrite ? bytes : 0;
    }
}
