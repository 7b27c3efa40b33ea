using FolioModel.XArrays;

namespace FolioModel.Props.XArrays;

/// <summary>Reads the entries of an array from its nodes, without any search of the array's own.</summary>
internal static class TreeReader
{
    internal static List<ModelEntry> Entries(XArray array)
    {
        var entries = new List<ModelEntry>();
        if (array.HeadNode is { } node)
        {
            Read(entries, node);
        }
        else if (!array.IsEmpty)
        {
            int marks = Enumerable.Range(0, 3).Sum(m => array.IsMarked((XMark)m) ? 1 << m : 0);
            entries.Add(new ModelEntry(0, 0, 0, array.HeadEntry, marks));
        }

        return entries;
    }

    internal static int CountNodes(XArray array) => array.HeadNode is { } node ? Count(node) : 0;

    private static int Count(XNode node) =>
        1 + Enumerable.Range(0, node.Slots).Sum(slot => node.ChildAt(slot) is { } child ? Count(child) : 0);

    private static void Read(List<ModelEntry> entries, XNode node)
    {
        ulong first = node.FirstIndex;
        for (int slot = 0; slot < node.Slots; slot++)
        {
            XEntry entry = node.EntryAt(slot);
            if (node.ChildAt(slot) is { } child)
            {
                Read(entries, child);
            }
            else if (!entry.IsNull && !entry.IsSibling)
            {
                int end = slot + 1;
                while (end < node.Slots && node.EntryAt(end).IsSibling)
                {
                    end++;
                }

                int marks = Enumerable.Range(0, 3).Sum(m => (int)(node.MarkBitmap((XMark)m) >> slot & 1) << m);
                ulong last = first + ((ulong)end << node.Shift) - 1;
                entries.Add(new ModelEntry(first + ((ulong)slot << node.Shift), last, node.Shift, entry, marks));
            }
        }
    }
}
