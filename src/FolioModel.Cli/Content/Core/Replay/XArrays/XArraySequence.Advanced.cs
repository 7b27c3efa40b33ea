using FolioModel.Cli.Conform;
using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core.XArrayReplay;

/// <content>The advanced API with a fresh cursor for each line.</content>
internal sealed partial class XArraySequence
{
    private const int MaxConflicts = 40;

    private bool RunAdvancedOperation(RecordedLine line, string operation)
    {
        switch (operation)
        {
            case "store_order":
                XCursor cursor = OneShot(line, line.Int32("order", 0, 63));
                XEntry previous;
                do
                {
                    previous = cursor.Store(line.Entry("e"));
                }
                while (cursor.RetryAfterNoMemory());

                Compare(line, "r", previous);
                return true;
            case "conflicts":
                Compare(line, "r", Conflicts(OneShot(line, line.Int32("order", 0, 63))));
                return true;
            case "split":
                cursor = OneShot(line, line.Int32("new", 0, 63));
                int order = line.Int32("order", 0, 63);
                cursor.SplitAlloc(order);
                if (cursor.Error == Errno.None)
                {
                    cursor.Split(line.Entry("e"), order);
                }

                Errno error = cursor.Error;
                cursor.FreeSpares();
                Compare(line, "r", error);
                return true;
            case "create_range":
                cursor = OneShot(line, line.Int32("order", 0, 63));
                do
                {
                    cursor.CreateRange();
                }
                while (cursor.RetryAfterNoMemory());

                Compare(line, "r", cursor.Error);
                return true;
            case "delete_node":
                _array.DeleteNode(NodeAt(line), RecordUpdate);
                return true;
            default:
                return false;
        }
    }

    private XCursor OneShot(RecordedLine line, int order) => new(_array, line.UInt64("i"), order, RecordUpdate);

    private static string Conflicts(XCursor cursor)
    {
        var found = new List<string>();
        for (XEntry entry = cursor.FindConflict(); !entry.IsNull && found.Count < MaxConflicts; entry = cursor.FindConflict())
        {
            found.Add(Json(entry));
        }

        return $"[{string.Join(',', found)}]";
    }

    private XNode NodeAt(RecordedLine line)
    {
        ulong first = line.UInt64("base");
        int shift = line.Int32("shift", 0, 60);
        XNode? node = _array.HeadNode;
        while (node is { } here && here.Shift > shift)
        {
            node = here.ChildAt((int)(first >> here.Shift) & (here.Slots - 1));
        }

        return node is { } found && found.Shift == shift && found.FirstIndex == first
            ? found
            : throw new InvalidOperationException($"the tree has no node of shift {shift} at {first}");
    }
}
