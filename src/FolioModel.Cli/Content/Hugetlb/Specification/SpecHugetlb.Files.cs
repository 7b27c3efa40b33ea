namespace FolioModel.Cli.Content.Specification;

/// <content>Files.</content>
internal sealed partial class SpecHugetlb
{
    public SpecHugeFile Open(SpecHugeMount? mount)
    {
        SpecHugeFile file = new(mount);
        Files.Add(file);
        return file;
    }

    /// <summary>The last descriptor goes, and the name with it; the file goes when it is not mapped either.</summary>
    public void Close(SpecHugeFile file)
    {
        file.IsOpen = false;
        EndIfUnused(file);
    }

    /// <summary>Makes sure that a range has pages. What was made before a failure stays.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">The first place.</param>
    /// <param name="count">How many.</param>
    /// <param name="keepSize">The file does not grow.</param>
    /// <param name="interrupted">A signal is pending.</param>
    public long Allocate(SpecHugeFile file, long start, long count, bool keepSize, bool interrupted)
    {
        for (long index = start; index < start + count && !interrupted; index++)
        {
            if (!file.Pages.ContainsKey(index) && !AddPage(file, index))
            {
                return SpecErrno.NoSpace;
            }
        }

        file.Size = keepSize ? file.Size : Math.Max(file.Size, start + count);
        return interrupted ? SpecErrno.Interrupted : 0;
    }

    /// <summary>Removes the pages of a range; each takes its place in the reservations with it.</summary>
    public void Punch(SpecHugeFile file, long start, long count)
    {
        UnmapEverywhere(file, start, start + count);
        foreach (long index in file.Pages.Keys.Where(i => i >= start && i < start + count).ToList())
        {
            SpecHugePage page = file.Pages[index];
            file.Pages.Remove(index);
            file.Reserved.Remove(index);
            page.IsCached = false;
            FreeIfUnused(page);
        }
    }

    /// <summary>Sets the size; pages and reservations behind it go.</summary>
    public void Truncate(SpecHugeFile file, long size)
    {
        file.Size = size;
        UnmapEverywhere(file, size, long.MaxValue);
        RemoveFrom(file, size);
    }

    private bool AddPage(SpecHugeFile file, long index)
    {
        if (Take(file, index, isShared: true, consumed: null, copyByOwner: false) is not { } page)
        {
            return false;
        }

        page.RestoresReserve = false;
        page.IsCached = true;
        file.Pages.Add(index, page);
        return true;
    }

    private void RemoveFrom(SpecHugeFile file, long start)
    {
        long removed = 0;
        foreach (long index in file.Pages.Keys.Where(i => i >= start).ToList())
        {
            SpecHugePage page = file.Pages[index];
            file.Pages.Remove(index);
            page.IsCached = false;
            FreeIfUnused(page);
            removed++;
        }

        long deleted = file.Reserved.RemoveWhere(i => i >= start);
        Unpromise(Uncharge(file.Mount, deleted - removed));
    }

    private void UnmapEverywhere(SpecHugeFile file, long start, long end)
    {
        foreach (SpecHugeArea area in file.Areas)
        {
            Zap(area, start, end);
        }
    }

    private void EndIfUnused(SpecHugeFile file)
    {
        if (!file.IsOpen && file.Areas.Count == 0)
        {
            Files.Remove(file);
            RemoveFrom(file, 0);
        }
    }
}
