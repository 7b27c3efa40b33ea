namespace FolioModel.Shmem;

public sealed partial class ShmemFile
{
    private long _allocated;
    private long _swapped;
    private long _charged;

    /// <summary>Pages that the file has, in memory or in swap (<c>alloced</c>).</summary>
    public PageCount Allocated
    {
        get
        {
            Touch();
            return new(_allocated);
        }
    }

    /// <summary>Pages that are in swap only (<c>swapped</c>).</summary>
    public PageCount Swapped
    {
        get
        {
            Touch();
            return new(_swapped);
        }
    }

    /// <summary>Pages that the file is charged for at its mount.</summary>
    internal PageCount Charged
    {
        get
        {
            Touch();
            return new(_charged);
        }
    }

    /// <summary>Blocks of 512 bytes that the file is charged for (<c>i_blocks</c>).</summary>
    public long Blocks => Charged.Value * (PageSize.Bytes / 512);

    /// <summary>Charges the file for pages.</summary>
    /// <returns>Success, or <see cref="Errno.ENOSPC"/> when the mount is full.</returns>
    /// <remarks>Models <c>shmem_inode_acct_blocks</c>.</remarks>
    internal Errno Charge(long pages)
    {
        Touch();
        if (!Mount.TryCharge(pages))
        {
            return Errno.ENOSPC;
        }

        _charged += pages;
        return Errno.None;
    }

    /// <summary>
    /// Books pages gained and swapped, then gives back the charge for those that have gone without anybody saying so: reclaim and invalidation
    /// drop clean folios, and splits those behind the end.
    /// </summary>
    /// <remarks>Models <c>shmem_recalc_inode</c>. Afterwards allocated = in memory + swapped.</remarks>
    internal void Recalculate(long allocated, long swapped)
    {
        Touch();
        _allocated += allocated;
        _swapped += swapped;
        long gone = _allocated - _swapped - Mapping.Pages.Count.Value;

        // Swap-out raises the swapped count before the folio leaves the cache, so that nobody takes it for gone in between.
        gone += Math.Max(swapped, 0);
        GiveBack(gone);
    }

    private void GiveBack(long gone)
    {
        Touch();
        if (gone > 0)
        {
            _allocated -= gone;
            _charged -= gone;
            Mount.Uncharge(gone);
        }
    }
}
