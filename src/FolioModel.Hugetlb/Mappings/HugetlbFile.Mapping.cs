namespace FolioModel.Hugetlb;

public sealed partial class HugetlbFile
{
    /// <summary>The areas of processes that show the file, in the order in which they were made.</summary>
    public IReadOnlyList<HugetlbMappedArea> Areas => AreaList;

    /// <summary>
    /// Maps a part of the file into the current task. A shared mapping reserves the huge pages of its range that are neither there nor
    /// reserved; the reservation stays with the file. A private one reserves its whole length for itself. Reference effect: none. Lock:
    /// i_rwsem.
    /// </summary>
    /// <param name="options">What to map and how.</param>
    /// <returns>
    /// The mapping; <see cref="Errno.EINVAL"/> (length not above 0, offset not a multiple of the huge page, or the end beyond the largest
    /// offset); <see cref="Errno.EPERM"/> (sealed against writing); <see cref="Errno.ENOMEM"/> (the mount's limit, or the pool cannot
    /// promise so much).
    /// </returns>
    /// <remarks>Models <c>mmap</c> and <c>hugetlbfs_file_mmap</c>.</remarks>
    [Interleaved]
    public HugetlbMapResult Map(HugetlbMapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfClosed();
        if (options.Length <= 0 || options.Offset < 0 || !IsAligned(options.Offset)
            || options.Length > long.MaxValue - Pool.PageBytes - options.Offset)
        {
            return HugetlbMapResult.Failed(Errno.EINVAL);
        }

        if (options is { Shared: true, Writable: true } && (Seals & (FileSeals.Write | FileSeals.FutureWrite)) != 0)
        {
            return HugetlbMapResult.Failed(Errno.EPERM);
        }

        long end = (options.Offset + options.Length + Pool.PageBytes - 1) & ~(Pool.PageBytes - 1);
        HugetlbMappedArea area = new(this, options, _machine.Current)
        {
            Start = new HugeIndex(options.Offset >> HugeShift),
            End = new HugeIndex(end >> HugeShift),
        };
        using KernelTask.FunctionScope function = _machine.Current.Enter("hugetlbfs_file_mmap");
        InodeLock.DownWrite();
        Errno error = Reserve(area);
        if (error == Errno.None && options.Writable && Size < end)
        {
            Mapping.Size = end;
        }

        InodeLock.UpWrite();
        if (error != Errno.None)
        {
            return HugetlbMapResult.Failed(error);
        }

        Attach(area);
        return new HugetlbMapResult(area, Errno.None);
    }

    /// <summary>The mappings (<c>i_mmap</c>).</summary>
    [Shared]
    private partial List<HugetlbMappedArea> AreaList { get; }

    internal void Attach(HugetlbMappedArea area)
    {
        AreaList.Add(area);
        Opens++;
    }

    [Interleaved]
    internal void Detach(HugetlbMappedArea area)
    {
        AreaList.Remove(area);
        Close();
    }

    /// <summary>Takes a range out of every page table that maps it.</summary>
    /// <remarks>Models <c>hugetlb_vmdelete_list</c>.</remarks>
    [Interleaved]
    private void UnmapRange(HugeIndex start, HugeIndex end)
    {
        foreach (HugetlbMappedArea area in AreaList.ToArray())
        {
            area.Zap(start, end);
        }
    }

    /// <summary>Takes a folio away from all private mappings that have no reservation of their own.</summary>
    /// <remarks>Models <c>unmap_ref_private</c>.</remarks>
    [Interleaved]
    internal void UnmapRefPrivate(HugetlbMappedArea owner, HugeIndex index, Folio folio)
    {
        foreach (HugetlbMappedArea area in AreaList.ToArray())
        {
            if (area != owner && !area.IsShared && !area.IsOwner)
            {
                area.UnmapForOwner(index, folio);
            }
        }
    }
}
