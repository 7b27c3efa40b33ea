using System.Globalization;
using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core.XArrayReplay;

/// <content>Operations through numbered cursors.</content>
internal sealed partial class XArraySequence
{
    private bool RunCursorOperation(RecordedLine line, string operation)
    {
        int number = line.Number("c", 0, _cursors.Length - 1);
        ref XCursor cursor = ref _cursors[number];
        if (operation == "xas_init")
        {
            XNodeUpdate? update = line.Number("u", 0, 1) == 1 ? RecordUpdate : null;
            cursor = new XCursor(_array, line.Index("i"), line.Number("order", 0, 63), update);
        }
        else if (cursor.Array is null)
        {
            throw line.Malformed("c", "no xas_init has made this cursor");
        }
        else if (!MoveCursor(line, operation, ref cursor) && !UseCursor(line, operation, ref cursor))
        {
            return false;
        }

        Compare(line, "x", Position(in cursor));
        return true;
    }

    private bool MoveCursor(RecordedLine line, string operation, ref XCursor cursor)
    {
        switch (operation)
        {
            case "xas_set":
                cursor.Set(line.Index("i"));
                return true;
            case "xas_set_order":
                cursor.SetOrder(line.Index("i"), line.Number("order", 0, 63));
                return true;
            case "xas_reset":
                cursor.Reset();
                return true;
            case "xas_advance":
                cursor.Advance(line.Index("i"));
                return true;
            case "xas_pause":
                cursor.Pause();
                return true;
            case "xas_set_mark":
                cursor.SetMark(line.Mark("m"));
                return true;
            case "xas_clear_mark":
                cursor.ClearMark(line.Mark("m"));
                return true;
            case "xas_init_marks":
                cursor.InitMarks();
                return true;
            case "xas_get_mark":
                Compare(line, "r", cursor.GetMark(line.Mark("m")));
                return true;
            case "xas_get_order":
                Compare(line, "r", Json(cursor.GetOrder()));
                return true;
            default:
                return false;
        }
    }

    private bool UseCursor(RecordedLine line, string operation, ref XCursor cursor)
    {
        XEntry entry;
        switch (operation)
        {
            case "xas_load":
                entry = cursor.Load();
                break;
            case "xas_reload":
                entry = cursor.Reload();
                break;
            case "xas_find":
                entry = cursor.Find(line.Index("max"));
                break;
            case "xas_next_entry":
                entry = cursor.FindNext(line.Index("max"));
                break;
            case "xas_find_marked":
                entry = cursor.FindMarked(line.Index("max"), line.Mark("m"));
                break;
            case "xas_next_marked":
                entry = cursor.FindNextMarked(line.Index("max"), line.Mark("m"));
                break;
            case "xas_next":
                entry = cursor.Next();
                break;
            case "xas_prev":
                entry = cursor.Previous();
                break;
            case "xas_find_conflict":
                entry = cursor.FindConflict();
                break;
            case "xas_store":
                do
                {
                    entry = cursor.Store(line.Entry("e"));
                }
                while (cursor.RetryAfterNoMemory());
                break;
            default:
                return false;
        }

        Compare(line, "r", entry);
        return true;
    }

    /// <summary>The field <c>x</c>: index, shift, siblings, offset, and where the cursor stands.</summary>
    private static string Position(in XCursor cursor)
    {
        string where = cursor.State switch
        {
            XCursorState.Restart => "restart",
            XCursorState.Bounds => "bounds",
            XCursorState.Head => "head",
            XCursorState.Error => string.Create(CultureInfo.InvariantCulture, $"E{(int)cursor.Error}"),
            _ when cursor.Node!.Value is { IsRetired: true } gone => string.Create(CultureInfo.InvariantCulture, $"freed{gone.Shift}"),
            _ => cursor.Node!.Value is var node ? string.Create(CultureInfo.InvariantCulture, $"n{node.Shift}@{node.FirstIndex}") : "",
        };
        return string.Create(
            CultureInfo.InvariantCulture, $"[{cursor.Index},{cursor.Shift},{cursor.Siblings},{cursor.Offset},\"{where}\"]");
    }
}
