using System.Collections.Frozen;
using System.Globalization;
using FolioModel.Cli.Conform;
using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core.XArrayReplay;

/// <content>Operations through numbered cursors.</content>
internal sealed partial class XArraySequence
{
    private static readonly FrozenSet<string> s_mayBeStale = FrozenSet.Create(
        StringComparer.Ordinal,
        "xas_load", "xas_reload", "xas_find", "xas_next_entry", "xas_next", "xas_prev", "xas_reset", "xas_set", "xas_set_order");

    private bool RunCursorOperation(RecordedLine line, string operation)
    {
        int number = line.Int32("c", 0, _cursors.Length - 1);
        ref XCursor cursor = ref _cursors[number];
        if (operation == "xas_init")
        {
            bool reports = line.Flag("u");
            XNodeUpdate? update = reports ? RecordUpdate : null;
            Note(number, reports);
            cursor = new XCursor(_array, line.UInt64("i"), line.Int32("order", 0, 63), update);
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
        CheckStale(line, operation);
        return true;
    }

    private void Note(int cursor, bool reports)
    {
        if (reports)
        {
            _reporting.Add(cursor);
        }
        else
        {
            _reporting.Remove(cursor);
        }
    }

    /// <summary>The mark of a cursor that others overtook: a remark, but on reads and resets only.</summary>
    private static void CheckStale(RecordedLine line, string operation)
    {
        if (line.Has("stale") && (!s_mayBeStale.Contains(operation) || line.Int32("stale") != 1))
        {
            throw line.Malformed("stale", "expected 1, at an operation that only reads or resets");
        }
    }

    private bool MoveCursor(RecordedLine line, string operation, ref XCursor cursor)
    {
        switch (operation)
        {
            case "xas_set":
                cursor.Set(line.UInt64("i"));
                return true;
            case "xas_set_order":
                cursor.SetOrder(line.UInt64("i"), line.Int32("order", 0, 63));
                return true;
            case "xas_reset":
                cursor.Reset();
                return true;
            case "xas_advance":
                cursor.Advance(line.UInt64("i"));
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
                entry = cursor.Find(line.UInt64("max"));
                break;
            case "xas_next_entry":
                entry = cursor.FindNext(line.UInt64("max"));
                break;
            case "xas_find_marked":
                entry = cursor.FindMarked(line.UInt64("max"), line.Mark("m"));
                break;
            case "xas_next_marked":
                entry = cursor.FindNextMarked(line.UInt64("max"), line.Mark("m"));
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
