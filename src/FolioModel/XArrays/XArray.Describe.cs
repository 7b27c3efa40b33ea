using System.Globalization;
using System.Text;

namespace FolioModel.XArrays;

/// <content>The tree as text.</content>
public sealed partial class XArray
{
    /// <summary>
    /// Draws the tree: one line a node with its level, counts and marks, one line a slot in use, siblings gathered behind their entry.
    /// </summary>
    /// <returns>Lines separated by <c>\n</c>, without one at the end.</returns>
    /// <example><code>
    /// var array = new XArray();
    /// array.StoreOrder(8, 2, XEntry.FromPointer(1));
    /// Console.WriteLine(array.Describe());
    /// // xarray, marks in use: none
    /// // node of shift 0: indices 0-63, count 4, values 0
    /// //   [8] 8-11: p1, siblings in slots 9-11
    /// </code></example>
    public string Describe()
    {
        var text = new StringBuilder("xarray, marks in use: ");
        text.Append(MarkNames(_flags & 7, "none"));
        text.Append(TracksFree ? ", mark 0 means free" : "");
        if (XWord.IsNode(Head))
        {
            DescribeNode(text, XWord.NodeId(Head), 0, 0);
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"\nhead: {Pool.Decode(Head)}");
        }

        return text.ToString();
    }

    private void DescribeNode(StringBuilder text, int node, ulong first, int depth)
    {
        ref XNodeHeader header = ref Pool.Header(node);
        int shift = header.Shift;
        text.Append('\n').Append(' ', depth * 4);
        text.Append(
            CultureInfo.InvariantCulture,
            $"node of shift {shift}: indices {first}-{first + LastIndexUnder(shift)}, count {header.Count}, values {header.ValueCount}");
        for (int offset = 0; offset <= (int)_chunkMask; offset++)
        {
            uint word = Pool.Slot(node, offset);
            if (word == 0 || XWord.IsSibling(word))
            {
                continue;
            }

            ulong start = first + ((ulong)offset << shift);
            text.Append('\n').Append(' ', (depth * 4) + 2).Append(CultureInfo.InvariantCulture, $"[{offset}] ");
            if (XWord.IsNode(word))
            {
                text.Append(CultureInfo.InvariantCulture, $"child{MarksOf(node, offset)}");
                DescribeNode(text, XWord.NodeId(word), start, depth + 1);
                continue;
            }

            int siblings = SiblingsAfter(node, offset);
            ulong last = start + (((ulong)siblings + 1) << shift) - 1;
            text.Append(CultureInfo.InvariantCulture, $"{(last == start ? $"{start}" : $"{start}-{last}")}: {Pool.Decode(word)}");
            text.Append(siblings switch
            {
                0 => "",
                1 => $", sibling in slot {offset + 1}",
                _ => $", siblings in slots {offset + 1}-{offset + siblings}",
            });
            text.Append(MarksOf(node, offset));
        }
    }

    /// <summary>How many slots directly after this one are siblings.</summary>
    internal int SiblingsAfter(int node, int offset)
    {
        int next = offset + 1;
        while (next <= (int)_chunkMask && XWord.IsSibling(Pool.Slot(node, next)))
        {
            next++;
        }

        return next - offset - 1;
    }

    internal int MarkBits(int node, int offset)
    {
        int marks = 0;
        for (int mark = 0; mark <= (int)XMark.Mark2; mark++)
        {
            marks |= Pool.HasMark(node, offset, mark) ? 1 << mark : 0;
        }

        return marks;
    }

    private string MarksOf(int node, int offset) =>
        MarkBits(node, offset) is var marks && marks != 0 ? $" [{MarkNames(marks, "")}]" : "";

    private static string MarkNames(int marks, string none) => marks == 0
        ? none
        : string.Join(", ", Enumerable.Range(0, 3).Where(m => (marks >> m & 1) != 0).Select(m => $"mark {m}"));
}
