using System.Globalization;
using System.Text;
using FolioModel.Cli.Conform;
using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core.XArrayReplay;

/// <content>The normal API.</content>
internal sealed partial class XArraySequence
{
    private bool RunNormalOperation(RecordedLine line, string operation)
    {
        switch (operation)
        {
            case "store":
                Compare(line, "r", _array.Store(line.UInt64("i"), line.Entry("e")));
                return true;
            case "load":
                Compare(line, "r", _array.Load(line.UInt64("i")));
                return true;
            case "erase":
                Compare(line, "r", _array.Erase(line.UInt64("i")));
                return true;
            case "cmpxchg":
                Compare(line, "r", _array.CompareExchange(line.UInt64("i"), line.Entry("old"), line.Entry("e")));
                return true;
            case "insert":
                Compare(line, "r", _array.Insert(line.UInt64("i"), line.Entry("e")));
                return true;
            case "reserve":
                Compare(line, "r", _array.Reserve(line.UInt64("i")));
                return true;
            case "release":
                _array.Release(line.UInt64("i"));
                return true;
            case "store_range":
                Compare(line, "r", _array.StoreRange(line.UInt64("first"), line.UInt64("last"), line.Entry("e")));
                return true;
            case "destroy":
                _array.Destroy();
                return true;
            case "empty":
                Compare(line, "r", _array.IsEmpty);
                return true;
            case "get_order":
                Compare(line, "r", Json(_array.GetOrder(line.UInt64("i"))));
                return true;
            case "dump":
                CompareDump(line);
                return true;
            default:
                return RunMarkOperation(line, operation) || RunSearch(line, operation) || RunAllocation(line, operation);
        }
    }

    private bool RunMarkOperation(RecordedLine line, string operation)
    {
        switch (operation)
        {
            case "set_mark":
                _array.SetMark(line.UInt64("i"), line.Mark("m"));
                return true;
            case "clear_mark":
                _array.ClearMark(line.UInt64("i"), line.Mark("m"));
                return true;
            case "get_mark":
                Compare(line, "r", _array.GetMark(line.UInt64("i"), line.Mark("m")));
                return true;
            case "marked":
                Compare(line, "r", _array.IsMarked(line.Mark("m")));
                return true;
            default:
                return false;
        }
    }

    private bool RunSearch(RecordedLine line, string operation)
    {
        switch (operation)
        {
            case "find" or "find_after":
                ulong index = line.UInt64("i");
                XEntry found = operation == "find"
                    ? _array.Find(ref index, line.UInt64("max"), line.Filter("f"))
                    : _array.FindAfter(ref index, line.UInt64("max"), line.Filter("f"));
                Compare(line, "r", found);
                if (!found.IsNull)
                {
                    Compare(line, "io", Json(index));
                }

                return true;
            case "for_each":
                Compare(line, "r", ForEach(line));
                return true;
            case "extract":
                var entries = new XEntry[line.Int32("n", 0, 1 << 20)];
                int count = _array.Extract(entries, line.UInt64("start"), line.UInt64("max"), line.Filter("f"));
                Compare(line, "r", $"[{string.Join(',', entries.Take(count).Select(Json))}]");
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// The kernel's <c>xa_for_each</c> is find and then find_after; <c>foreach</c> in C# is better behaved with marked larger entries.
    /// </summary>
    private string ForEach(RecordedLine line)
    {
        ulong index = line.UInt64("start");
        ulong last = line.UInt64("last");
        XMark filter = line.Filter("f");
        var text = new StringBuilder("[");
        int left = line.Int32("n", 0, 1 << 20);
        for (XEntry entry = _array.Find(ref index, last, filter); !entry.IsNull && left > 0; left--)
        {
            text.Append(text.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"[{index},{Json(entry)}]");
            entry = _array.FindAfter(ref index, last, filter);
        }

        return text.Append(']').ToString();
    }

    private bool RunAllocation(RecordedLine line, string operation)
    {
        uint id;
        switch (operation)
        {
            case "alloc":
                Errno error = _array.Alloc(line.Entry("e"), out id, line.Id("min"), line.Id("max"));
                Compare(line, "r", error);
                CompareId(line, error, id);
                return true;
            case "alloc_cyclic":
                uint next = line.Id("next");
                error = _array.AllocCyclic(line.Entry("e"), ref next, out id, out bool wrapped, line.Id("min"), line.Id("max"));
                Compare(line, "r", wrapped ? "1" : Json((int)error));
                CompareId(line, error, id);
                Compare(line, "next_out", Json(next));
                return true;
            case "store_nomem":
                Compare(line, "r", WithBudget(line, () => _array.Store(line.UInt64("i"), line.Entry("e"))));
                return true;
            case "reserve_nomem":
                Compare(line, "r", WithBudget(line, () => _array.Reserve(line.UInt64("i"))));
                return true;
            default:
                return false;
        }
    }

    private void CompareId(RecordedLine line, Errno error, uint id)
    {
        if (error == Errno.None)
        {
            Compare(line, "id", Json(id));
        }
    }

    private T WithBudget<T>(RecordedLine line, Func<T> operation)
    {
        int left = line.Int32("budget", 0, int.MaxValue);
        _pool.NodeBudget = _ => left-- > 0;
        try
        {
            return operation();
        }
        finally
        {
            _pool.NodeBudget = null;
        }
    }

    private void CompareDump(RecordedLine line)
    {
        _text.Clear();
        CanonicalTree.WriteContent(_text, _array);
        CompareText(line, "content");
        _text.Clear();
        CanonicalTree.Write(_text, _array);
        CompareText(line, "tree");
        Compare(line, "alloc", Json((ulong)_pool.NodesAllocated));
        Compare(line, "freed", Json((ulong)_pool.NodesFreed));
    }
}
