using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace FolioModel.Reclaim;

/// <summary>Which pages are in a <see cref="PolicyCache"/>, and in which frame; and which have ever been in it.</summary>
/// <remarks>
/// Small page numbers index a table. All others are in an open hash of the pages that are there, whose size depends on the cache alone;
/// which of them have been there before is kept apart, and only misses look.
/// </remarks>
internal sealed class ResidentPages
{
    private const ulong SmallPages = 1 << 24;
    private const int Gone = -2;
    private const int Never = -1;
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>By page number: the frame, stored as its complement so that 0 stands for a page never seen.</summary>
    private int[] _small = [];
    private readonly Slot[] _slots;
    private readonly int _shift;
    private readonly SeenPages _seen = new();

    public ResidentPages(int capacity)
    {
        int bits = BitOperations.Log2((uint)Math.Max(capacity, 8)) + 2;
        _slots = new Slot[1 << bits];
        _shift = 64 - bits;
    }

    /// <summary>The frame of a page, or a negative number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FrameOf(ulong page)
    {
        int[] small = _small;
        if (page < (ulong)small.Length)
        {
            return ~small[(int)page];
        }

        return page < SmallPages ? Never : HashedFrameOf(page);
    }

    /// <summary>Asks the processor to fetch what <see cref="FrameOf"/> will read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong page)
    {
        if (Sse.IsSupported)
        {
            int[] small = _small;
            Sse.Prefetch0(page < (ulong)small.Length
                ? Unsafe.AsPointer(ref small[(int)page]) : Unsafe.AsPointer(ref _slots[(int)(page * Golden >> _shift)]));
        }
    }

    /// <summary>A page enters.</summary>
    /// <returns>Whether it had been there before.</returns>
    public bool Enter(ulong page, int frame)
    {
        if (page < SmallPages)
        {
            if (page >= (ulong)_small.Length)
            {
                Array.Resize(ref _small, (int)Math.Max(BitOperations.RoundUpToPowerOf2(page + 1), 1 << 10));
            }

            bool was = ~_small[(int)page] == Gone;
            _small[(int)page] = ~frame;
            return was;
        }

        int at = PlaceOf(page);
        _slots[at] = new Slot { Page = page, Frame = frame + 1 };
        return !_seen.Add(page);
    }

    /// <summary>A page leaves.</summary>
    public void Leave(ulong page)
    {
        if (page < SmallPages)
        {
            _small[(int)page] = ~Gone;
        }
        else
        {
            Close(PlaceOf(page));
        }
    }

    private int HashedFrameOf(ulong page) => _slots[PlaceOf(page)].Frame - 1;

    /// <summary>The place of a page, or the free one where it would be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PlaceOf(ulong page)
    {
        Slot[] slots = _slots;
        int at = (int)(page * Golden >> _shift);
        while (slots[at].Frame != 0 && slots[at].Page != page)
        {
            at = (at + 1) & (slots.Length - 1);
        }

        return at;
    }

    /// <summary>Frees a place, and moves up the pages that it kept from their own.</summary>
    private void Close(int hole)
    {
        int mask = _slots.Length - 1;
        for (int at = (hole + 1) & mask; _slots[at].Frame != 0; at = (at + 1) & mask)
        {
            int wished = (int)(_slots[at].Page * Golden >> _shift);
            if (((at - wished) & mask) >= ((at - hole) & mask))
            {
                _slots[hole] = _slots[at];
                hole = at;
            }
        }

        _slots[hole] = default;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Slot
    {
        public ulong Page;

        /// <summary>The frame plus 1; 0 where nothing is.</summary>
        public int Frame;
    }
}
