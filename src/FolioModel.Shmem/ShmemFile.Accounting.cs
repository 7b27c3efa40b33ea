namespace FolioModel.Shmem;

public sealed partial class ShmemFile
{
    /// <summary>Pages that the file has, in memory or in swap (<c>alloced</c>).</summary>
    [Shared]
    public partial PageCount Allocated { get; private set; }

    /// <summary>Pages that are in swap only (<c>swapped</c>).</summary>
    [Shared]
    public partial PageCount Swapped { get; private set; }

    /// <summary>Pages that the file is charged for at its mount.</summary>
    [Shared]
    internal partial PageCount Charged { get; private set; }

    /// <summary>Blocks of 512 bytes that the file is charged for (<c>i_blocks</c>).</summary>
    public long Blocks => Charged.Value * (PageSize.Bytes / 512);

    /// <summary>Charges the file for pages.</summary>
    /// <returns>Success, or <see cref="Errno.ENOSPC"/> when the mount is full.</returns>
    /// <remarks>Models <c>shmem_inode_acct_blocks</c>.</remarks>
    internal Errno Charge(long pages)
    {
        if (!Mount.TryCharge(pages))
        {
            return Errno.ENOSPC;
        }

        Charged += new PageCount(pages);
        return Errno.None;
    }

    /// <summary>
    /// Books pages gained and swapped, then gives back the charge for those that have gone without notice: reclaim and invalidation drop
    /// clean folios, and splits those behind the end.
    /// </summary>
    /// <remarks>Models <c>shmem_recalc_inode</c>. Afterwards allocated = in memory + swapped.</remarks>
    internal void RecalculateInode(long allocated, long swapped)
    {
        Allocated += new PageCount(allocated);
        Swapped += new PageCount(swapped);
        long gone = Allocated.Value - Swapped.Value - Mapping.Pages.Count.Value;

        // Swap-out raises the swapped count before the folio leaves the cache, so that nobody takes it for gone in between.
        gone += Math.Max(swapped, 0);
        GiveBack(gone);
    }

    private void GiveBack(long gone)
    {
        if (gone > 0)
        {
            Allocated -= new PageCount(gone);
            Charged -= new PageCount(gone);
            Mount.Uncharge(gone);
        }
    }
}
