using System.Runtime.CompilerServices;

namespace FolioModel;

public sealed partial class PageCache
{
    /// <summary>
    /// The second half of <c>__filemap_get_folio</c>: orders are tried from the wished one down to the mapping's minimum.
    /// </summary>
    /// <returns>The new folio's frame, or the error, which is negative; <see cref="Errno.EEXIST"/> asks for another lookup.</returns>
    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int CreateFolio(PageIndex index, FindFolioFlags flags, GfpFlags gfp, Order hint)
    {
        ulong aligned = index.Value & ~((1UL << _minOrder) - 1);
        gfp = GfpForCreation(flags, gfp);
        Errno error = Errno.ENOMEM;
        for (int order = OrderForCreation(aligned, hint); order >= _minOrder; order--)
        {
            GfpFlags tried = order > _minOrder ? gfp | GfpFlags.NoRetry | GfpFlags.NoWarn : gfp;
            int pfn = _machine.Allocator.Allocate(order, tried | GfpFlags.Comp, "filemap_alloc_folio");
            error = Errno.ENOMEM;
            if (pfn < 0)
            {
                continue;
            }

            Folio folio = new(_machine, pfn);
            error = AddNewFolio(folio, new PageIndex(aligned), gfp, FlagsOfNew(flags));
            if (error == Errno.None)
            {
                if ((flags & FindFolioFlags.ForMmap) != 0)
                {
                    folio.Unlock();
                }

                return pfn;
            }

            folio.Put();
        }

        return (int)(error == Errno.ENOMEM && (flags & FindFolioFlags.NoWait) != 0 ? Errno.EAGAIN : error);
    }

    private FolioFlags FlagsOfNew(FindFolioFlags flags) =>
        ((flags & FindFolioFlags.Accessed) != 0 ? FolioFlags.Referenced : FolioFlags.None)
        | (_hasUncachedIo && (flags & FindFolioFlags.DontCache) != 0 ? FolioFlags.DropBehind : FolioFlags.None);

    private int OrderForCreation(ulong aligned, Order hint)
    {
        int order = Math.Min(Math.Max(_minOrder, hint.Value), _mapping.MaxOrder.Value);
        return (aligned & ((1UL << order) - 1)) == 0 ? order : System.Numerics.BitOperations.TrailingZeroCount(aligned);
    }

    private static GfpFlags GfpForCreation(FindFolioFlags flags, GfpFlags gfp)
    {
        if ((flags & FindFolioFlags.NoFs) != 0)
        {
            gfp &= ~GfpFlags.Fs;
        }

        return (flags & FindFolioFlags.NoWait) == 0 ? gfp : (gfp & ~GfpFlags.Kernel) | GfpFlags.NoWait;
    }
}
