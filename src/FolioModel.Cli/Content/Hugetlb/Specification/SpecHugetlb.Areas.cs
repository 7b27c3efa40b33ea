namespace FolioModel.Cli.Content.Specification;

/// <content>Mappings.</content>
internal sealed partial class SpecHugetlb
{
    /// <summary>Maps a range: a shared mapping reserves what the file has not, a private one its whole length.</summary>
    public (SpecHugeArea? Area, long Result) Map(SpecHugeFile file, long start, long count, bool shared, bool writable, bool noReserve)
    {
        long end = start + count;
        if (!noReserve && !Reserve(file, start, end, shared))
        {
            return (null, SpecErrno.NoMemory);
        }

        file.Size = writable ? Math.Max(file.Size, end) : file.Size;
        SpecHugeArea area = new(file, start, end)
        {
            IsShared = shared,
            IsWritable = writable,
            Consumed = shared || noReserve ? null : [],
        };
        file.Areas.Add(area);
        return (area, 0);
    }

    /// <summary>Unmaps a mapping as a whole; a private one gives back what it reserved and did not use.</summary>
    public void Unmap(SpecHugeArea area)
    {
        Zap(area, area.Start, area.End);
        if (area.Consumed is { } consumed)
        {
            long unused = area.End - area.Start - consumed.Count(i => i >= area.Start && i < area.End);
            if (unused != 0)
            {
                Unpromise(Uncharge(area.File.Mount, unused));
            }
        }

        area.File.Areas.Remove(area);
        EndIfUnused(area.File);
    }

    /// <summary>Cuts a mapping in two that share what was reserved.</summary>
    public static SpecHugeArea Split(SpecHugeArea area, long at)
    {
        SpecHugeArea second = new(area.File, at, area.End)
        {
            IsShared = area.IsShared,
            IsWritable = area.IsWritable,
            Consumed = area.Consumed,
            HasPrivatePages = area.HasPrivatePages,
            WasRobbed = area.WasRobbed,
        };
        foreach (long index in area.Entries.Keys.Where(i => i >= at).ToList())
        {
            second.Entries.Add(index, area.Entries[index]);
            area.Entries.Remove(index);
        }

        area.End = at;
        area.File.Areas.Add(second);
        return second;
    }

    /// <summary>Copies a mapping into a child. The pages of a private one are shared until one of the two writes.</summary>
    /// <returns>The child's mapping; null when a pinned page could not be copied.</returns>
    public SpecHugeArea? Fork(SpecHugeArea area)
    {
        SpecHugeArea copy = new(area.File, area.Start, area.End)
        {
            IsShared = area.IsShared,
            IsWritable = area.IsWritable,
            HasPrivatePages = area.HasPrivatePages,
            WasRobbed = area.WasRobbed,
        };
        area.File.Areas.Add(copy);
        foreach (long index in area.HasPrivatePages ? area.Entries.Keys.ToList() : [])
        {
            SpecHugePage page = area.Entries[index].Page;
            if (page is { IsAnonymous: true, IsExclusive: true, Pins: > 0 })
            {
                if (Take(area.File, index, isShared: false, consumed: null, copyByOwner: false) is not { } own)
                {
                    Unmap(copy);
                    return null;
                }

                Enter(copy, index, Private(own), writable: true);
                continue;
            }

            page.IsExclusive = false;
            area.Entries[index] = new SpecHugeEntry(page, false);
            Enter(copy, index, page, writable: false);
        }

        return copy;
    }

    /// <summary>An access.</summary>
    /// <returns>0, or why there is a signal.</returns>
    public SpecHugeFault Touch(SpecHugeArea area, long index, bool write)
    {
        if (write && !area.IsWritable)
        {
            return SpecHugeFault.AccessDenied;
        }

        if (!area.Entries.TryGetValue(index, out SpecHugeEntry entry))
        {
            return Fault(area, index, write);
        }

        return !write || entry.Writable ? SpecHugeFault.None : MakeWritable(area, index);
    }

    /// <summary>Takes a range out of a page table.</summary>
    public void Zap(SpecHugeArea area, long start, long end)
    {
        List<SpecHugePage> dropped = [];
        foreach (long index in area.Entries.Keys.Where(i => i >= start && i < end).ToList())
        {
            SpecHugePage page = area.Entries[index].Page;
            area.Entries.Remove(index);
            page.Mappings--;
            dropped.Add(page);
            if (area.Consumed is not null && page.IsAnonymous && page.Mappings == 0 && Surplus == 0)
            {
                // The owner gets its reservation back.
                page.RestoresReserve = true;
                area.Consumed.Remove(index);
            }
        }

        dropped.ForEach(FreeIfUnused);
    }

    /// <summary>Pins the page of a place for writing.</summary>
    /// <returns>The page; null where the access fails.</returns>
    public SpecHugePage? Pin(SpecHugeArea area, long index)
    {
        if (Touch(area, index, write: true) != SpecHugeFault.None)
        {
            return null;
        }

        SpecHugePage page = area.Entries[index].Page;
        page.Pins++;
        return page;
    }

    public void Unpin(SpecHugePage page)
    {
        page.Pins--;
        FreeIfUnused(page);
    }

    private bool Reserve(SpecHugeFile file, long start, long end, bool shared)
    {
        List<long> missing = [];
        for (long index = start; index < end; index++)
        {
            if (!shared || !file.Reserved.Contains(index))
            {
                missing.Add(index);
            }
        }

        if (Charge(file.Mount, missing.Count) is not { } fromPool)
        {
            return false;
        }

        if (!Promise(fromPool))
        {
            Uncharge(file.Mount, missing.Count);
            return false;
        }

        if (shared)
        {
            file.Reserved.UnionWith(missing);
        }

        return true;
    }

    private SpecHugeFault Fault(SpecHugeArea area, long index, bool write)
    {
        if (area.WasRobbed)
        {
            return SpecHugeFault.NoPage;
        }

        if (!area.File.Pages.TryGetValue(index, out SpecHugePage? page))
        {
            if (index >= area.File.Size)
            {
                return SpecHugeFault.NoPage;
            }

            area.HasPrivatePages |= !area.IsShared;
            page = area.IsShared ? NewOfFile(area.File, index)
                : Take(area.File, index, isShared: false, area.Consumed, copyByOwner: false) is { } own ? Private(own) : null;
            if (page is null)
            {
                return SpecHugeFault.NoPage;
            }
        }

        Enter(area, index, page, area.IsShared && area.IsWritable);
        return write && !area.IsShared ? MakeWritable(area, index) : SpecHugeFault.None;
    }

    private SpecHugePage? NewOfFile(SpecHugeFile file, long index) => AddPage(file, index) ? file.Pages[index] : null;

    /// <summary>Writes in place if no other process has the page; copies it otherwise.</summary>
    private SpecHugeFault MakeWritable(SpecHugeArea area, long index)
    {
        SpecHugePage old = area.Entries[index].Page;
        bool copyByOwner = area.Consumed is not null && old.IsAnonymous;
        if (!area.IsShared && !(old.IsAnonymous && old.Mappings == 1))
        {
            area.HasPrivatePages = true;
            if (Take(area.File, index, isShared: false, area.Consumed, copyByOwner) is { } copy)
            {
                old.Mappings--;
                Enter(area, index, Private(copy), writable: true);
                FreeIfUnused(old);
                return SpecHugeFault.None;
            }

            if (!copyByOwner)
            {
                return SpecHugeFault.NoPage;
            }

            Rob(area, index, old);
        }

        old.IsExclusive |= old.IsAnonymous;
        area.Entries[index] = new SpecHugeEntry(old, true);
        return SpecHugeFault.None;
    }

    /// <summary>The owner of the reservation takes its page away from everybody who has none.</summary>
    private void Rob(SpecHugeArea owner, long index, SpecHugePage page)
    {
        foreach (SpecHugeArea other in owner.File.Areas.ToList())
        {
            if (other is { IsShared: false, Consumed: null } && other.Entries.GetValueOrDefault(index).Page == page)
            {
                other.WasRobbed = true;
                Zap(other, index, index + 1);
            }
        }
    }

    private static SpecHugePage Private(SpecHugePage page)
    {
        page.RestoresReserve = false;
        page.IsAnonymous = true;
        page.IsExclusive = true;
        return page;
    }

    private static void Enter(SpecHugeArea area, long index, SpecHugePage page, bool writable)
    {
        page.Mappings++;
        area.Entries[index] = new SpecHugeEntry(page, writable);
    }
}
