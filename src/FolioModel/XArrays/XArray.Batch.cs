using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FolioModel.XArrays;

/// <content>Finding many entries in one call.</content>
public sealed partial class XArray
{
    /// <summary>Finds up to a buffer full of entries with their indices: the gang lookup of the page cache.</summary>
    /// <param name="start">The first index to look at; afterwards the index behind the last entry found, from which the next call goes
    /// on.</param>
    /// <param name="max">The last index.</param>
    /// <param name="entries">Receives the entries.</param>
    /// <param name="indices">Receives their indices; at least as long as <paramref name="entries"/>.</param>
    /// <param name="filter">Only entries with this mark, or <see cref="XMark.Present"/>.</param>
    /// <returns>
    /// How many were found. Fewer than fit means that there are no more; <paramref name="start"/> is then behind <paramref name="max"/>.
    /// </returns>
    /// <remarks>
    /// Since no index follows 2^64 − 1, <paramref name="start"/> stops there, as in <c>filemap_get_folios</c>; a caller that may have an
    /// entry at that very index goes on while the buffer came back full, or keeps a cursor and calls <see cref="XCursor.FindBatch"/>.
    /// </remarks>
    /// <example><code>
    /// ulong next = 0;
    /// Span&lt;XEntry&gt; batch = stackalloc XEntry[15];
    /// Span&lt;ulong&gt; indices = stackalloc ulong[15];
    /// int found;
    /// do
    /// {
    ///     found = array.FindBatch(ref next, lastIndex, batch, indices);
    ///     Use(batch[..found]);
    /// } while (found == batch.Length);
    /// </code></example>
    public int FindBatch(ref ulong start, ulong max, Span<XEntry> entries, Span<ulong> indices, XMark filter = XMark.Present)
    {
        if (start > max || entries.IsEmpty)
        {
            return 0;
        }

        ulong next = start;
        int found = filter == XMark.Present ? CopyFromLeaves(ref next, max, entries, indices) : 0;
        ulong last = next - 1;
        if (found < entries.Length && next <= max && (found == 0 || next != 0))
        {
            // Where the directory of leaves ends, a cursor goes on.
            var cursor = new XCursor(this, next);
            found += filter == XMark.Present
                ? cursor.FindBatch(max, entries[found..], indices[found..])
                : cursor.FindBatchMarked(max, filter, entries, indices);
            last = found < entries.Length ? max : cursor.LastIndexOfEntry();
        }
        else if (found < entries.Length)
        {
            last = max;
        }

        start = last == ulong.MaxValue ? last : last + 1;
        return found;
    }

    /// <summary>Copies from leaf to leaf as far as the directory knows the way.</summary>
    private int CopyFromLeaves(ref ulong index, ulong max, Span<XEntry> entries, Span<ulong> indices)
    {
        int found = 0;
        while (found < entries.Length && index <= max && TryGetLeaf(index, out int leaf))
        {
            ReadOnlySpan<uint> slots = Pool.SlotsOf(leaf);
            ulong leafStart = index & ~_chunkMask;
            int first = (int)(index & _chunkMask);
            int end = (int)Math.Min(max - leafStart, _chunkMask) + 1;
            int offset = first;
            while (offset < end && found < entries.Length)
            {
                int run = CopyOrdinaryRun(slots[offset..end], entries[found..], indices[found..], leafStart + (ulong)offset);
                found += run;
                offset += run;
                if (offset == end || found == entries.Length)
                {
                    break;
                }

                uint word = slots[offset];
                if ((word & 3) == 2)
                {
                    // A sibling matters only where the search starts: the entry began before.
                    word = offset == first ? EntryBehindSibling(slots, word) : 0;
                }

                if (word != 0)
                {
                    entries[found] = Pool.Decode(word);
                    indices[found++] = leafStart + (ulong)offset;
                }

                offset++;
            }

            while (offset < end && XWord.IsSibling(slots[offset]))
            {
                offset++;
            }

            index = leafStart + (ulong)offset;
            if (index == 0)
            {
                break;
            }
        }

        return found;
    }

    private static uint EntryBehindSibling(ReadOnlySpan<uint> slots, uint word)
    {
        while (XWord.IsSibling(word))
        {
            word = slots[XWord.SiblingSlot(word)];
        }

        return (word & 3) == 2 ? 0 : word;
    }

    /// <summary>Copies four slots at a time as long as all four hold an ordinary entry.</summary>
    private static int CopyOrdinaryRun(ReadOnlySpan<uint> slots, Span<XEntry> entries, Span<ulong> indices, ulong firstIndex)
    {
        int count = Math.Min(slots.Length, entries.Length) & ~3;
        ref uint from = ref MemoryMarshal.GetReference(slots);
        ref ulong to = ref Unsafe.As<XEntry, ulong>(ref MemoryMarshal.GetReference(entries));
        ref ulong index = ref MemoryMarshal.GetReference(indices[..count]);
        Vector128<ulong> here = Vector128.Create(firstIndex, firstIndex + 1);
        for (int i = 0; i < count; i += 4)
        {
            Vector128<uint> words = Vector128.LoadUnsafe(ref from, (nuint)i);
            Vector128<uint> special = Vector128.Equals(words & Vector128.Create(3u), Vector128.Create(2u))
                | Vector128.Equals(words, Vector128<uint>.Zero)
                | Vector128.GreaterThan(words, Vector128.Create(XWord.LastPlain));
            if (special != Vector128<uint>.Zero)
            {
                return i;
            }

            (Vector128<ulong> low, Vector128<ulong> high) = Vector128.Widen(words);
            low.StoreUnsafe(ref to, (nuint)i);
            high.StoreUnsafe(ref to, (nuint)i + 2);
            here.StoreUnsafe(ref index, (nuint)i);
            (here + Vector128.Create(2ul)).StoreUnsafe(ref index, (nuint)i + 2);
            here += Vector128.Create(4ul);
        }

        return count;
    }
}
