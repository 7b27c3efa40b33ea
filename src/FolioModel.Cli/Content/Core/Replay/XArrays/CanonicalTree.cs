using System.Globalization;
using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core.XArrayReplay;

/// <summary>The text of a tree that recordings carry in dumps, and as a hash after each change.</summary>
internal static class CanonicalTree
{
    private const ulong FnvOffset = 0xcbf29ce484222325;
    private const ulong FnvPrime = 0x100000001b3;

    internal static void Write(TreeText text, XArray array)
    {
        text.Add("{\"m\":["u8).Add(Flag(array, XMark.Mark0)).Add(","u8).Add(Flag(array, XMark.Mark1)).Add(","u8);
        text.Add(Flag(array, XMark.Mark2)).Add("],\"w\":"u8).Add(array.IsWrapPending ? 1L : 0).Add(",\"head\":"u8);
        if (array.HeadNode is { } node)
        {
            WriteNode(text, node);
        }
        else
        {
            text.Add(array.HeadEntry);
        }

        text.Add("}"u8);
    }

    internal static string Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = FnvOffset;
        foreach (byte value in text)
        {
            hash = (hash ^ value) * FnvPrime;
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
    internal static void WriteContent(TreeText text, XArray array)
    {
        text.Add("["u8);
        bool any = false;
        if (array.HeadNode is { } node)
        {
            WriteContent(text, node, ref any);
        }
        else if (!array.IsEmpty)
        {
            int marks = 0;
            for (int mark = 0; mark < 3; mark++)
            {
                marks |= array.IsMarked((XMark)mark) ? 1 << mark : 0;
            }

            WriteRow(text, 0, 0, array.HeadEntry, marks, ref any);
        }

        text.Add("]"u8);
    }

    private static long Flag(XArray array, XMark mark) => array.IsMarked(mark) ? 1 : 0;

    private static void WriteNode(TreeText text, XNode node)
    {
        text.Add("{\"s\":"u8).Add((long)node.Shift).Add(",\"c\":"u8).Add((long)node.Count).Add(",\"v\":"u8).Add((long)node.ValueCount);
        text.Add(",\"m\":[\""u8).Add(node.MarkBitmap(XMark.Mark0), "x").Add("\",\""u8).Add(node.MarkBitmap(XMark.Mark1), "x");
        text.Add("\",\""u8).Add(node.MarkBitmap(XMark.Mark2), "x").Add("\"],\"e\":["u8);
        bool any = false;
        for (int slot = 0; slot < node.Slots; slot++)
        {
            XEntry entry = node.EntryAt(slot);
            if (entry.IsNull)
            {
                continue;
            }

            text.Add(any ? ",["u8 : "["u8).Add((long)slot).Add(","u8);
            any = true;
            if (node.ChildAt(slot) is { } child)
            {
                WriteNode(text, child);
            }
            else
            {
                text.Add(entry);
            }

            text.Add("]"u8);
        }

        text.Add("]}"u8);
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

    private static void WriteContent(TreeText text, XNode node, ref bool any)
    {
        ulong first = node.FirstIndex;
        for (int slot = 0; slot < node.Slots; slot++)
        {
            XEntry entry = node.EntryAt(slot);
            if (node.ChildAt(slot) is { } child)
            {
                WriteContent(text, child, ref any);
            }
            else if (!entry.IsNull && !entry.IsSibling)
            {
                int end = slot + 1;
                while (end < node.Slots && node.EntryAt(end).IsSibling)
                {
                    end++;
                }

                ulong last = first + ((ulong)end << node.Shift) - 1;
                WriteRow(text, first + ((ulong)slot << node.Shift), last, entry, Marks(node, slot), ref any);
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

    private static void WriteRow(TreeText text, ulong first, ulong last, XEntry entry, int marks, ref bool any)
    {
        text.Add(any ? ",["u8 : "["u8).Add(first).Add(","u8).Add(last).Add(","u8).Add(entry).Add(","u8).Add((long)marks).Add("]"u8);
        any = true;
    }
}
