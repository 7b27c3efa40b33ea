namespace FolioModel.Cli.Content.Specification;

/// <summary>
/// A pool of huge pages with its mounts, files and mappings, as plain sets and counts: which pages there are, for whom they are reserved,
/// and who maps them. One operation at a time; memory for new pages never runs out, and descriptors of reservations neither.
/// </summary>
internal sealed partial class SpecHugetlb
{
    /// <summary>Pages of the pool, free and in use.</summary>
    public long Total { get; private set; }

    public long Free { get; private set; }

    /// <summary>Free pages that are reserved.</summary>
    public long Reserved { get; private set; }

    /// <summary>Pages above the size asked for.</summary>
    public long Surplus { get; private set; }

    /// <summary>The size asked for and reached.</summary>
    public long Target { get; private set; }

    /// <summary>How many surplus pages may be made on demand.</summary>
    public long Overcommit { get; set; }

    public List<SpecHugeFile> Files { get; } = [];

    private long Persistent => Total - Surplus;

    /// <summary>Sets the size of the pool.</summary>
    /// <param name="count">The size.</param>
    /// <param name="interrupted">A signal is pending: growing stops after one page.</param>
    public void Resize(long count, bool interrupted)
    {
        Surplus -= Math.Clamp(count - Persistent, 0, Surplus);
        long missing = Math.Max(count - Persistent, 0);
        long grown = interrupted ? Math.Min(missing, 1) : missing;
        Total += grown;
        Free += grown;
        if (missing == 0 || !interrupted)
        {
            long inUseOrReserved = Reserved + Total - Free;
            // The kernel's counts have no sign: fewer than no pages in need are more than any pool has.
            long dropped = inUseOrReserved < 0 ? 0 : Math.Clamp(Persistent - Math.Max(count, inUseOrReserved), 0, Free);
            Total -= dropped;
            Free -= dropped;
            Surplus += Math.Clamp(Persistent - count, 0, Total - Surplus);
        }

        Target = Persistent;
    }

    /// <summary>Mounts with limits.</summary>
    /// <param name="maximum">The most, or null.</param>
    /// <param name="minimum">What the pool is to keep, or null.</param>
    public (SpecHugeMount? Mount, long Result) Mount(long? maximum, long? minimum)
    {
        if (maximum < minimum)
        {
            return (null, SpecErrno.Invalid);
        }

        return Promise(minimum ?? 0) ? (new SpecHugeMount(maximum, minimum), 0) : (null, SpecErrno.NoMemory);
    }

    /// <summary>Unmounts, if no file is open or mapped.</summary>
    /// <param name="mount">The mount.</param>
    public long Unmount(SpecHugeMount mount)
    {
        if (Files.Exists(f => f.Mount == mount && (f.IsOpen || f.Areas.Count > 0)))
        {
            return SpecErrno.Busy;
        }

        mount.IsUnmounted = true;
        EndIfUnused(mount);
        return 0;
    }

    /// <summary>Takes pages from a mount: from the unused part of its minimum first.</summary>
    /// <returns>How many the pool itself has to give; null beyond the maximum.</returns>
    private static long? Charge(SpecHugeMount? mount, long count)
    {
        if (mount is null)
        {
            return count;
        }

        if (mount.Used + count > mount.Maximum)
        {
            return null;
        }

        mount.Used += mount.Maximum is null ? 0 : count;
        long covered = Math.Min(count, mount.Kept);
        mount.Kept -= covered;
        return count - covered;
    }

    /// <summary>Gives pages back to a mount, which fills up its minimum.</summary>
    /// <returns>How many the pool gets.</returns>
    private long Uncharge(SpecHugeMount? mount, long count)
    {
        if (mount is null)
        {
            return count;
        }

        mount.Used -= mount.Maximum is null ? 0 : count;
        long kept = mount.Minimum is { } minimum && mount.Used < minimum ? Math.Min(count, minimum - mount.Kept) : 0;
        mount.Kept += kept;
        EndIfUnused(mount);
        return count - kept;
    }

    private void EndIfUnused(SpecHugeMount mount)
    {
        if (mount is { IsUnmounted: true, IsGone: false, IsUnused: true })
        {
            mount.IsGone = true;
            Unpromise(mount.Minimum ?? 0);
        }
    }

    /// <summary>Reserves pages, making surplus ones if too few are free.</summary>
    private bool Promise(long count)
    {
        if (count == 0)
        {
            return true;
        }

        long missing = Math.Max(Reserved + count - Free, 0);
        if (missing > Math.Max(Overcommit - Surplus, 0))
        {
            return false;
        }

        Total += missing;
        Surplus += missing;
        Free += missing;
        Reserved += count;
        if (count <= Free)
        {
            return true;
        }

        // Fewer reserves than none promised more pages than are free.
        Unpromise(count);
        return false;
    }

    /// <summary>Drops reserves, and as many surplus pages as are free.</summary>
    private void Unpromise(long count)
    {
        Reserved -= count;
        long dropped = Math.Min(count, Math.Min(Surplus, Free));
        Total -= dropped;
        Surplus -= dropped;
        Free -= dropped;
    }

    /// <summary>Takes a page for one place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="index">The place.</param>
    /// <param name="isShared">For the file itself; otherwise for a private mapping.</param>
    /// <param name="consumed">The places that the private mapping has used; null where it reserved nothing.</param>
    /// <param name="copyByOwner">The owner of a reservation copies a page that it shares with a child.</param>
    private SpecHugePage? Take(SpecHugeFile file, long index, bool isShared, HashSet<long>? consumed, bool copyByOwner)
    {
        bool isReserved = isShared ? file.Reserved.Contains(index) : consumed is not null && !consumed.Contains(index);
        long fromPool = isReserved ? 0 : 1;
        bool charges = !isReserved || copyByOwner;
        if (charges)
        {
            if (Charge(file.Mount, 1) is not { } needed)
            {
                return null;
            }

            fromPool = needed;
        }

        bool usesReserve = fromPool == 0 && (isShared || consumed is not null);
        SpecHugePage page = new() { ChargedTo = file.Mount };
        if (Free > 0 && (usesReserve || Free != Reserved))
        {
            Free--;
            Use(page, usesReserve);
        }
        else if (Surplus < Overcommit)
        {
            Total++;
            Surplus++;
            Use(page, usesReserve && !copyByOwner);
        }
        else
        {
            if (charges)
            {
                Uncharge(file.Mount, 1);
            }

            return null;
        }

        if (isShared)
        {
            file.Reserved.Add(index);
        }
        else
        {
            consumed?.Add(index);
        }

        return page;
    }

    private void Use(SpecHugePage page, bool reserve)
    {
        page.RestoresReserve = reserve;
        Reserved -= reserve ? 1 : 0;
    }

    /// <summary>Frees a page that has no holder any more.</summary>
    private void FreeIfUnused(SpecHugePage page)
    {
        if (!page.IsUnused)
        {
            return;
        }

        bool restores = page.RestoresReserve || Uncharge(page.ChargedTo, 1) == 0;
        Reserved += restores ? 1 : 0;
        if (Surplus > 0)
        {
            Surplus--;
            Total--;
        }
        else
        {
            Free++;
        }
    }
}
