namespace FolioModel.XArrays;

/// <content>Marks by index.</content>
public sealed partial class XArray
{
    /// <summary>Whether any entry has a mark.</summary>
    /// <param name="mark">The mark.</param>
    /// <remarks>Models <c>xa_marked</c>.</remarks>
    public bool IsMarked(XMark mark) => IsFlagged(Checked(mark));

    /// <summary>Whether the entry at an index has a mark.</summary>
    /// <param name="index">Any index of the entry.</param>
    /// <param name="mark">The mark.</param>
    /// <remarks>Models <c>xa_get_mark</c>: it walks down only as long as the bit is set.</remarks>
    public bool GetMark(ulong index, XMark mark)
    {
        int bit = Checked(mark);
        if (!IsFlagged(bit) || !Holds(index))
        {
            return false;
        }

        uint word = Head;
        for (int shift = HeadShift; XWord.IsNode(word); shift -= _chunkShift)
        {
            int node = XWord.NodeId(word);
            int offset = (int)((index >> shift) & _chunkMask);
            while (XWord.IsSibling(word = Pool.Slot(node, offset)))
            {
                offset = XWord.SiblingSlot(word);
            }

            if (!Pool.HasMark(node, offset, bit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Marks the entry at an index; nothing happens where there is none.</summary>
    /// <param name="index">Any index of the entry.</param>
    /// <param name="mark">The mark.</param>
    /// <remarks>Models <c>xa_set_mark</c>. A reservation can be marked.</remarks>
    public void SetMark(ulong index, XMark mark)
    {
        Checked(mark);
        var cursor = new XCursor(this, index);
        if (!cursor.Load().IsNull)
        {
            cursor.SetMark(mark);
        }
    }

    /// <summary>Clears a mark of the entry at an index.</summary>
    /// <param name="index">Any index of the entry.</param>
    /// <param name="mark">The mark.</param>
    /// <remarks>Models <c>xa_clear_mark</c>.</remarks>
    public void ClearMark(ulong index, XMark mark)
    {
        Checked(mark);
        var cursor = new XCursor(this, index);
        if (!cursor.Load().IsNull)
        {
            cursor.ClearMark(mark);
        }
    }

    internal static int Checked(XMark mark) =>
        (uint)mark <= (uint)XMark.Mark2 ? (int)mark : throw new ArgumentOutOfRangeException(nameof(mark), mark, "a mark is 0, 1 or 2");
}
