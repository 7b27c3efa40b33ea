namespace FolioModel;

/// <summary>How an allocation may be made (<c>gfp_t</c>).</summary>
[Flags]
public enum GfpFlags : uint
{
    /// <summary>No flag: no reclaim, normal zone, unmovable.</summary>
    None = 0,

    /// <summary><c>__GFP_DMA</c>.</summary>
    Dma = 0x1,

    /// <summary><c>__GFP_HIGHMEM</c>.</summary>
    HighMem = 0x2,

    /// <summary><c>__GFP_DMA32</c>.</summary>
    Dma32 = 0x4,

    /// <summary><c>__GFP_MOVABLE</c>.</summary>
    Movable = 0x8,

    /// <summary><c>__GFP_RECLAIMABLE</c>.</summary>
    Reclaimable = 0x10,

    /// <summary><c>__GFP_HIGH</c>: may use part of the reserve.</summary>
    High = 0x20,

    /// <summary><c>__GFP_IO</c>.</summary>
    Io = 0x40,

    /// <summary><c>__GFP_FS</c>.</summary>
    Fs = 0x80,

    /// <summary><c>__GFP_ZERO</c>.</summary>
    Zero = 0x100,

    /// <summary><c>__GFP_DIRECT_RECLAIM</c>.</summary>
    DirectReclaim = 0x400,

    /// <summary><c>__GFP_KSWAPD_RECLAIM</c>.</summary>
    KswapdReclaim = 0x800,

    /// <summary><c>__GFP_WRITE</c>: the page will be dirtied soon.</summary>
    Write = 0x1000,

    /// <summary><c>__GFP_NOWARN</c>.</summary>
    NoWarn = 0x2000,

    /// <summary><c>__GFP_RETRY_MAYFAIL</c>.</summary>
    RetryMayFail = 0x4000,

    /// <summary><c>__GFP_NOFAIL</c>.</summary>
    NoFail = 0x8000,

    /// <summary><c>__GFP_NORETRY</c>.</summary>
    NoRetry = 0x10000,

    /// <summary><c>__GFP_MEMALLOC</c>.</summary>
    MemAlloc = 0x20000,

    /// <summary><c>__GFP_COMP</c>: make a compound page.</summary>
    Comp = 0x40000,

    /// <summary><c>__GFP_NOMEMALLOC</c>.</summary>
    NoMemAlloc = 0x80000,

    /// <summary><c>__GFP_HARDWALL</c>.</summary>
    HardWall = 0x100000,

    /// <summary><c>__GFP_THISNODE</c>.</summary>
    ThisNode = 0x200000,

    /// <summary><c>__GFP_ACCOUNT</c>.</summary>
    Account = 0x400000,

    /// <summary>Both kinds of reclaim (<c>__GFP_RECLAIM</c>).</summary>
    Reclaim = DirectReclaim | KswapdReclaim,

    /// <summary><c>GFP_KERNEL</c>.</summary>
    Kernel = Reclaim | Io | Fs,

    /// <summary><c>GFP_NOFS</c>.</summary>
    NoFs = Reclaim | Io,

    /// <summary><c>GFP_NOIO</c>.</summary>
    NoIo = Reclaim,

    /// <summary><c>GFP_ATOMIC</c>.</summary>
    Atomic = High | KswapdReclaim,

    /// <summary><c>GFP_NOWAIT</c>.</summary>
    NoWait = KswapdReclaim | NoWarn,

    /// <summary><c>GFP_USER</c>.</summary>
    User = Kernel | HardWall,

    /// <summary><c>GFP_HIGHUSER</c>: for memory of user space that must not move.</summary>
    HighUser = User | HighMem,

    /// <summary><c>GFP_HIGHUSER_MOVABLE</c>: the default of an ordinary file.</summary>
    HighUserMovable = HighUser | Movable,

    /// <summary><c>GFP_TRANSHUGE_LIGHT</c>.</summary>
    TransHugeLight = (HighUserMovable | Comp | NoMemAlloc | NoWarn) & ~Reclaim,

    /// <summary><c>GFP_TRANSHUGE</c>.</summary>
    TransHuge = TransHugeLight | DirectReclaim,
}
