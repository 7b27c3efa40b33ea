using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <content>Lookups of one index that are to be repeated: what a lock-free reader of the page cache does.</content>
public sealed partial class XArray
{
    /// <summary>Reads what is at an index, raw, and tells from which slot.</summary>
    /// <remarks>Models <c>xas_load</c> of a fresh cursor.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal XEntry LoadRaw(ulong index, out XSlot slot)
    {
        if (TryGetLeaf(index, out int leaf))
        {
            int offset = (int)(index & _chunkMask);
            uint word = Pool.Slot(leaf, offset);
            if (word <= XWord.LastPlain && (word & 3) != 2)
            {
                slot = new XSlot(leaf, offset);
                return new XEntry(word);
            }
        }

        return LoadRawByWalk(index, out slot);
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
    /// <remarks>Models what <c>xas_store</c> comes down to then.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Fill(XSlot slot, XEntry pointer)
    {
        Pool.Slot(slot.Node, slot.Offset) = (uint)pointer.Raw;
        Pool.Header(slot.Node).Count++;
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
