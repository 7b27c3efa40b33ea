using System.Globalization;
using System.Text;
using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core.XArrayReplay;

/// <summary>The text of a tree that recordings carry in dumps, and as a hash after each change.</summary>
internal static class CanonicalTree
{
    private const ulong FnvOffset = 0xcbf29ce484222325;
    private const ulong FnvPrime = 0x100000001b3;

    internal static string Text(XArray array)
    {
        var text = new StringBuilder(1024);
        text.Append("{\"m\":[").Append(Flag(array, XMark.Mark0)).Append(',').Append(Flag(array, XMark.Mark1)).Append(',');
        text.Append(Flag(array, XMark.Mark2)).Append("],\"w\":").Append(array.IsWrapPending ? 1 : 0).Append(",\"head\":");
        if (array.HeadNode is { } node)
        {
            AppendNode(text, node);
        }
        else
        {
            AppendEntry(text, array.HeadEntry);
        }

        return text.Append('}').ToString();
    }

    internal static string Hash(string text)
    {
        ulong hash = FnvOffset;
        foreach (char c in text)
        {
            hash = (hash ^ (byte)c) * FnvPrime;
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>The four numbers of the field <c>st</c>: head shift, nodes, counts, value counts.</summary>
    internal static string Summary(XArray array)
    {
        if (array.HeadNode is not { } head)
        {
            return array.IsEmpty ? "[-2,0,0,0]" : "[-1,0,0,0]";
        }

        (int nodes, int count, int values) = Sum(head);
        return string.Create(CultureInfo.InvariantCulture, $"[{head.Shift},{nodes},{count},{values}]");
    }

    /// <summary>All entries as <c>[first,last,entry,marks]</c>.</summary>
    internal static string Content(XArray array)
    {
        var text = new StringBuilder("[");
        if (array.HeadNode is { } node)
        {
            AppendContent(text, node);
        }
        else if (!array.IsEmpty)
        {
            int marks = 0;
            for (int mark = 0; mark < 3; mark++)
            {
                marks |= array.IsMarked((XMark)mark) ? 1 << mark : 0;
            }

            AppendRow(text, 0, 0, array.HeadEntry, marks);
        }

        return text.Append(']').ToString();
    }

    private static char Flag(XArray array, XMark mark) => array.IsMarked(mark) ? '1' : '0';

    private static void AppendEntry(StringBuilder text, XEntry entry)
    {
        if (entry.IsNull)
        {
            text.Append("null");
        }
        else
        {
            text.Append('"').Append(entry.ToString()).Append('"');
        }
    }

    private static void AppendNode(StringBuilder text, XNode node)
    {
        text.Append(CultureInfo.InvariantCulture, $"{{\"s\":{node.Shift},\"c\":{node.Count},\"v\":{node.ValueCount},\"m\":[");
        text.Append(CultureInfo.InvariantCulture, $"\"{node.MarkBitmap(XMark.Mark0):x}\",\"{node.MarkBitmap(XMark.Mark1):x}\",");
        text.Append(CultureInfo.InvariantCulture, $"\"{node.MarkBitmap(XMark.Mark2):x}\"],\"e\":[");
        bool any = false;
        for (int slot = 0; slot < node.Slots; slot++)
        {
            XEntry entry = node.EntryAt(slot);
            if (entry.IsNull)
            {
                continue;
            }

            text.Append(any ? "," : "").Append(CultureInfo.InvariantCulture, $"[{slot},");
            any = true;
            if (node.ChildAt(slot) is { } child)
            {
                AppendNode(text, child);
            }
            else
            {
                AppendEntry(text, entry);
            }

            text.Append(']');
        }

        text.Append("]}");
    }

    private static (int Nodes, int Count, int Values) Sum(XNode node)
    {
        (int nodes, int count, int values) = (1, node.Count, node.ValueCount);
        for (int slot = 0; slot < node.Slots; slot++)
        {
            if (node.ChildAt(slot) is { } child)
            {
                (int n, int c, int v) = Sum(child);
                (nodes, count, values) = (nodes + n, count + c, values + v);
            }
        }

        return (nodes, count, values);
    }

    private static void AppendContent(StringBuilder text, XNode node)
    {
        ulong first = node.FirstIndex;
        for (int slot = 0; slot < node.Slots; slot++)
        {
            XEntry entry = node.EntryAt(slot);
            if (node.ChildAt(slot) is { } child)
            {
                AppendContent(text, child);
            }
            else if (!entry.IsNull && !entry.IsSibling)
            {
                int end = slot + 1;
                while (end < node.Slots && node.EntryAt(end).IsSibling)
                {
                    end++;
                }

                AppendRow(text, first + ((ulong)slot << node.Shift), first + ((ulong)end << node.Shift) - 1, entry, Marks(node, slot));
            }
        }
    }

    private static int Marks(XNode node, int slot)
    {
        int marks = 0;
        for (int mark = 0; mark < 3; mark++)
        {
            marks |= (int)(node.MarkBitmap((XMark)mark) >> slot & 1) << mark;
        }

        return marks;
    }

    private static void AppendRow(StringBuilder text, ulong first, ulong last, XEntry entry, int marks)
    {
        text.Append(text.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"[{first},{last},");
        AppendEntry(text, entry);
        text.Append(CultureInfo.InvariantCulture, $",{marks}]");
    }
}
