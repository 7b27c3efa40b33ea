using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using FolioModel.Interleaving;

namespace FolioModel.XArrays;

/// <content>Lookups of one index that are to be repeated: what a lock-free reader of the page cache does.</content>
public sealed partial class XArray
{
    /// <summary>Reads what is at an index, raw, and tells from which slot.</summary>
    /// <param name="index">The index.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="wantsValues">Whether values are of interest; if not, one may be returned as nothing.</param>
    /// <remarks>Models <c>xas_load</c> of a fresh cursor.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal XEntry LoadRaw(ulong index, out XSlot slot, bool wantsValues)
    {
        if (TryGetLeaf(index, out int leaf))
        {
            int offset = (int)(index & _chunkMask);
            uint word = Pool.Slot(leaf, offset);
            if ((word & 3) != 2)
            {
                slot = new XSlot(leaf, offset);
                return wantsValues || !XWord.IsValue(word) ? Pool.Decode(word) : XEntry.Null;
            }
        }

        return LoadRawByWalk(index, out slot);
    }

    /// <summary>Asks the processor for the slot of an index, if its leaf is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void Prefetch(ulong index)
    {
        if (Sse.IsSupported && !AccessTracking.IsOn && TryGetLeaf(index, out int leaf))
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Pool.Slot(leaf, (int)(index & _chunkMask))));
        }
    }

    /// <summary>The pointer at an index, or -1 if none is there or the leaf is not known. Asks the processor for a value's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int PeekPointer(ulong index)
    {
        if (AccessTracking.IsOn || !TryGetLeaf(index, out int leaf))
        {
            return -1;
        }

        uint word = Pool.Slot(leaf, (int)(index & _chunkMask));
        if (XWord.IsPointer(word))
        {
            return new XEntry(word).PointerId;
        }

        Pool.PrefetchWide(word);
        return -1;
    }

    /// <summary>Reads a slot again; a retry entry when its node has left the tree meanwhile.</summary>
    /// <remarks>Models <c>xas_reload</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal XEntry Reload(XSlot slot)
    {
        uint word = slot.Node < 0 ? Head : Pool.Slot(slot.Node, slot.Offset);
        return Pool.Decode(XWord.IsSibling(word) ? Pool.Slot(slot.Node, XWord.SiblingSlot(word)) : word);
    }

    /// <summary>Finds the slot of an index if its leaf is there and known, and the slot is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryGetEmptySlot(ulong index, out XSlot slot)
    {
        if (TryGetLeaf(index, out int leaf))
        {
            slot = new XSlot(leaf, (int)(index & _chunkMask));
            return Pool.Slot(leaf, slot.Offset) == 0;
        }

        slot = default;
        return false;
    }

    /// <summary>Stores a pointer in an empty slot of a leaf, which changes nothing else. For arrays without payloads.</summary>
    /// <returns>Whether the leaf has values.</returns>
    /// <remarks>Models what <c>xas_store</c> comes down to then.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Fill(XSlot slot, XEntry pointer)
    {
        Pool.Slot(slot.Node, slot.Offset) = (uint)pointer.Raw;
        ref XNodeHeader header = ref Pool.Header(slot.Node);
        header.Count++;
        return header.ValueCount != 0;
    }

    /// <summary>How many slots in a row are empty, from an index on, in the leaf of that index.</summary>
    /// <param name="index">The first index.</param>
    /// <param name="most">How many to look at.</param>
    /// <param name="slot">The first of them.</param>
    /// <returns>0 also where the leaf is not there or not known.</returns>
    internal int CountEmptySlots(ulong index, int most, out XSlot slot)
    {
        slot = default;
        if (!TryGetLeaf(index, out int leaf))
        {
            return 0;
        }

        slot = new XSlot(leaf, (int)(index & _chunkMask));
        ReadOnlySpan<uint> slots = Pool.SlotsOf(leaf)[slot.Offset..];
        slots = slots[..Math.Min(most, slots.Length)];
        int used = slots.IndexOfAnyExcept(0u);
        return used < 0 ? slots.Length : used;
    }

    /// <summary>Stores pointers in empty slots that follow each other, as <see cref="Fill(XSlot, XEntry)"/> of each would.</summary>
    /// <returns>Whether the leaf has values.</returns>
    internal bool Fill(XSlot first, ReadOnlySpan<int> pointers)
    {
        Span<uint> slots = Pool.SlotsOf(first.Node).Slice(first.Offset, pointers.Length);
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = (uint)XEntry.FromPointer(pointers[i]).Raw;
        }

        ref XNodeHeader header = ref Pool.Header(first.Node);
        header.Count += (byte)pointers.Length;
        return header.ValueCount != 0;
    }

    /// <summary>Sets a mark of entries that follow each other in one leaf, each of them a slot of its own.</summary>
    /// <param name="index">The index of the first.</param>
    /// <param name="first">The slot of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="mark">The mark.</param>
    internal void SetMarks(ulong index, XSlot first, int count, XMark mark)
    {
        // The first one takes the mark up to the array; what is above it is the same for all.
        SetMark(index, mark);
        Pool.MarksForUpdate(first.Node, (int)mark) |= ulong.MaxValue >> (64 - count) << first.Offset;
    }

    /// <summary>Copies the pointers that follow each other in the leaf of an index.</summary>
    /// <param name="index">The first index.</param>
    /// <param name="pointers">Where to put their numbers.</param>
    /// <param name="first">The slot of the first.</param>
    /// <returns>How many; 0 also where the leaf is not there or not known.</returns>
    internal int CopyPointers(ulong index, Span<int> pointers, out XSlot first)
    {
        first = default;
        if (!TryGetLeaf(index, out int leaf))
        {
            return 0;
        }

        first = new XSlot(leaf, (int)(index & _chunkMask));
        ReadOnlySpan<uint> slots = Pool.SlotsOf(leaf)[first.Offset..];
        int most = Math.Min(pointers.Length, slots.Length);
        int copied = 0;
        while (copied < most && XWord.IsPointer(slots[copied]))
        {
            pointers[copied] = new XEntry(slots[copied]).PointerId;
            copied++;
        }

        return copied;
    }

    /// <summary>
    /// Empties slots of a leaf that follow each other, each of them an entry of its own, and leaves at least one entry in the leaf. For
    /// plain arrays.
    /// </summary>
    internal void Clear(XSlot first, int count)
    {
        Pool.SlotsOf(first.Node).Slice(first.Offset, count).Clear();
        Pool.Header(first.Node).Count -= (byte)count;
    }

    /// <summary>Whether entries have neither marks nor payloads, and free indices are not tracked.</summary>
    internal bool IsPlain => !HasMarks && !TracksFree && Payloads is null;

    /// <summary>
    /// Puts a pointer or a value in the place of another that covers one index, which changes nothing else but the node's count of values.
    /// For plain arrays.
    /// </summary>
    /// <param name="slot">What <see cref="TryGetSingle"/> found.</param>
    /// <param name="entry">The new entry.</param>
    /// <remarks>Models what <c>xas_store</c> comes down to then.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Replace(XSlot slot, XEntry entry)
    {
        ref uint word = ref Pool.Slot(slot.Node, slot.Offset);
        ref XNodeHeader header = ref Pool.Header(slot.Node);
        uint old = word;
        word = Pool.Encode(entry);
        header.ValueCount = (byte)(header.ValueCount + (entry.IsValue ? 1 : 0) - (XWord.IsValue(old) ? 1 : 0));
        Pool.Release(old);
    }

    /// <summary>Finds the entry of an index if its leaf is known and the entry covers that index alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryGetSingle(ulong index, out XSlot slot, out XEntry entry)
    {
        entry = default;
        slot = default;
        if (!TryGetLeaf(index, out int leaf))
        {
            return false;
        }

        int offset = (int)(index & _chunkMask);
        uint word = Pool.Slot(leaf, offset);
        if (word == 0 || (word & 3) == 2 || (offset < (int)_chunkMask && XWord.IsSibling(Pool.Slot(leaf, offset + 1))))
        {
            return false;
        }

        slot = new XSlot(leaf, offset);
        entry = Pool.Decode(word);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private XEntry LoadRawByWalk(ulong index, out XSlot slot)
    {
        XCursor cursor = new(this, index);
        XEntry entry = cursor.Load();
        slot = cursor.SlotToReload;
        return entry;
    }
}
