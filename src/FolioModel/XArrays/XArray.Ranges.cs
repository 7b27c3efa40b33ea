using System.Numerics;

namespace FolioModel.XArrays;

/// <content>Ranges that are no power of two, and whole nodes.</content>
public sealed partial class XArray
{
    /// <summary>Stores an entry over a range of indices, as the fewest entries of slots of one node each.</summary>
    /// <param name="first">The first index.</param>
    /// <param name="last">The last index; 2^64 − 1 is allowed.</param>
    /// <param name="entry">The entry; null erases.</param>
    /// <returns>
    /// Null, or an error: EINVAL if <paramref name="last"/> lies before <paramref name="first"/> or for an internal entry; ENOMEM, with a
    /// part done.
    /// </returns>
    /// <remarks>
    /// <para>
    /// Models <c>xa_store_range</c>. A range that begins inside a larger entry begins at that entry's first slot, and ends as much earlier.
    /// </para>
    /// <para>
    /// With <paramref name="last"/> = 2^64 − 1 the kernel's loop does not end, because its index wraps. Here the range is stored.
    /// </para>
    /// </remarks>
    /// <example><code>
    /// array.StoreRange(5, 1000, XEntry.FromValue(7));
    /// </code></example>
    public XEntry StoreRange(ulong first, ulong last, XEntry entry)
    {
        if (entry.IsInternal || last < first)
        {
            return XEntry.FromErrno(Errno.EINVAL);
        }

        var cursor = new XCursor(this, 0);
        do
        {
            if (!entry.IsNull && !cursor.CreateEndOfRange(last))
            {
                continue;
            }

            StorePieces(ref cursor, ref first, last, entry);
        }
        while (cursor.RetryAfterNoMemory());

        return Result(in cursor, default);
    }

    /// <summary>Takes a node that holds only values out of the tree, and the values with it.</summary>
    /// <param name="node">A node of this array.</param>
    /// <param name="update">Called after the counts of a node changed.</param>
    /// <exception cref="ArgumentException">The node belongs to another array or has left the tree.</exception>
    /// <remarks>Models <c>xa_delete_node</c>, with which shadow shrinking frees nodes.</remarks>
    public void DeleteNode(XNode node, XNodeUpdate? update = null)
    {
        if (node.Array != this || node.IsRetired)
        {
            throw new ArgumentException("the node is not in this array's tree", nameof(node));
        }

        XCursor.AtParentOf(node, update).Store(default);
    }

    private void StorePieces(ref XCursor cursor, ref ulong first, ulong last, XEntry entry)
    {
        while (true)
        {
            (int shift, int sibs) = LargestPiece(first, last);
            cursor.SetRange(first, shift, sibs);
            cursor.Store(entry);
            if (cursor.Error != Errno.None)
            {
                return;
            }

            // The store narrowed the cursor if a larger entry was in the way.
            ulong end = first + ((((ulong)cursor.Siblings + 1) << shift) - 1);
            if (end >= last)
            {
                return;
            }

            first = end + 1;
        }
    }

    /// <summary>
    /// The most slots of one node that start at <paramref name="first"/> and end by <paramref name="last"/>, at the highest level possible.
    /// </summary>
    private (int Shift, int Sibs) LargestPiece(ulong first, ulong last)
    {
        ulong length = last - first;
        int aligned = first == 0 ? 64 : BitOperations.TrailingZeroCount(first);
        int fits = length == ulong.MaxValue ? 64 : BitOperations.Log2(length + 1);
        int shift = Math.Min(Math.Min(aligned, fits) / _chunkShift * _chunkShift, 63 / _chunkShift * _chunkShift);
        ulong slots = length == ulong.MaxValue ? 1ul << (64 - shift) : (length + 1) >> shift;
        ulong room = _chunkMask - ((first >> shift) & _chunkMask);
        return (shift, (int)Math.Min(slots - 1, room));
    }
}
