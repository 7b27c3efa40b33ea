using System.Numerics;
using System.Runtime.CompilerServices;

namespace FolioModel.Allocation;

/// <summary>Blocks in a row that is filled and emptied at both ends, by their first pages.</summary>
/// <remarks>
/// The kernel threads such a list through the pages themselves. A ring of numbers does the same without touching a descriptor that nothing
/// else is about to look at; it grows to the longest the list ever was and allocates nothing from then on.
/// </remarks>
internal sealed class BlockDeque
{
    private const int FirstLength = 16;

    private int[] _ring = [];
    private int _first;

    public int Count { get; private set; }

    /// <summary>A block by its place, 0 being the front.</summary>
    public int this[int place] => _ring[(_first + place) & (_ring.Length - 1)];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PushFront(int pfn)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        int[] ring = _ring;
        int first = (_first - 1) & (ring.Length - 1);
        ring[first] = pfn;
        _first = first;
        Count++;
    }

    public void PushBack(int pfn)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[(_first + Count++) & (_ring.Length - 1)] = pfn;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PopFront()
    {
        int[] ring = _ring;
        int first = _first & (ring.Length - 1);
        _first = first + 1;
        Count--;
        return ring[first];
    }

    /// <summary>Copies blocks from the front on, and leaves them there.</summary>
    /// <returns>How many: as many as there are and as there is room for.</returns>
    public int CopyFront(Span<int> blocks)
    {
        int[] ring = _ring;
        int count = Math.Min(blocks.Length, Count);
        int first = _first & (ring.Length - 1);
        int straight = Math.Min(count, ring.Length - first);
        ring.AsSpan(first, straight).CopyTo(blocks);
        ring.AsSpan(0, count - straight).CopyTo(blocks[straight..]);
        return count;
    }

    /// <summary>Takes blocks off the front that were copied before.</summary>
    public void DropFront(int blocks)
    {
        _first += blocks;
        Count -= blocks;
    }

    /// <summary>
    /// How many of the blocks at the back make up a larger aligned block of at most a pageblock, the lowest of them being the last.
    /// </summary>
    /// <param name="order">The order of each block.</param>
    /// <param name="most">How many to look at, at least 1.</param>
    /// <returns>A power of two.</returns>
    public int RunAtBack(int order, int most)
    {
        int[] ring = _ring;
        int last = _first + Count - 1;
        int pfn = ring[last & (ring.Length - 1)];
        int aligned =
            Math.Min(BitOperations.TrailingZeroCount(pfn | BuddyAllocator.PageblockPages) - order, BitOperations.Log2((uint)most));
        int length = 1;
        while (length < 1 << Math.Max(aligned, 0) && ring[(last - length) & (ring.Length - 1)] == pfn + (length << order))
        {
            length++;
        }

        return 1 << BitOperations.Log2((uint)length);
    }

    /// <summary>Takes blocks off the back.</summary>
    /// <returns>The last one.</returns>
    public int PopBack(int blocks)
    {
        int last = _ring[(_first + Count - 1) & (_ring.Length - 1)];
        Count -= blocks;
        return last;
    }

    /// <summary>Adds the blocks in their order to a hash of the state.</summary>
    public void AddTo(ref StateHash hash)
    {
        hash.Add(Count);
        for (int i = 0; i < Count; i++)
        {
            hash.Add(this[i]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        int[] larger = new int[Math.Max(FirstLength, _ring.Length * 2)];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        _ring = larger;
        _first = 0;
    }
}
