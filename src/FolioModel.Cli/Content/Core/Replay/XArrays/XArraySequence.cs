using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using FolioModel.Cli.Conform;
using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core.XArrayReplay;

/// <summary>One recorded sequence being replayed: the array, its cursors, and the comparison of each line.</summary>
internal sealed partial class XArraySequence : IDisposable
{
    /// <summary>The operations that may change the array: their lines show it afterwards.</summary>
    private static readonly FrozenSet<string> s_changing = FrozenSet.Create(
        StringComparer.Ordinal,
        "store", "erase", "cmpxchg", "insert", "reserve", "release", "alloc", "alloc_cyclic", "set_mark", "clear_mark",
        "store_range", "destroy", "store_nomem", "reserve_nomem", "store_order", "split", "create_range", "delete_node",
        "xas_store", "xas_set_mark", "xas_clear_mark", "xas_init_marks");

    private static readonly FrozenSet<string> s_families = FrozenSet.Create(
        StringComparer.Ordinal,
        "facts", "plain", "marks", "multi", "range", "alloc", "split", "iter", "structure", "edge", "tiny", "quirk", "stale", "nomem");

    private readonly ConformanceReport _report;
    private readonly ComparedFields _fields;
    private readonly string _name;
    private readonly bool _alwaysShowsUpdates;
    private readonly XArray _array;
    private readonly XNodePool _pool;
    private readonly XCursor[] _cursors = new XCursor[256];
    private readonly HashSet<int> _reporting = [];
    private readonly StringBuilder _updates = new();
    private readonly TreeText _text = new();
    private int _operations;
    private bool _differs;

    internal XArraySequence(RecordedLine begin, ConformanceReport report, int leafDirectoryThreshold)
    {
        _report = report;
        string family = begin.Text("family");
        if (!s_families.Contains(family))
        {
            throw begin.Malformed("family", $"expected one of {string.Join(", ", s_families.Order(StringComparer.Ordinal))}");
        }

        _fields = report.FieldsOf($"xarray/{family}");
        _name = string.Create(CultureInfo.InvariantCulture, $"{family}/{begin.Int32("seed", 0)}");
        _alwaysShowsUpdates = family == "structure";
        int chunkShift = begin.Int32("chunk_shift", 4, 6);
        XAllocation allocation = begin.Text("flags") switch
        {
            "none" => XAllocation.None,
            "alloc" => XAllocation.Alloc,
            "alloc1" => XAllocation.Alloc1,
            _ => throw begin.Malformed("flags", "expected \"none\", \"alloc\" or \"alloc1\""),
        };
        _pool = new XNodePool(chunkShift) { DeferNodeReuse = true };
        _array = new XArray(new XArrayOptions
        {
            ChunkShift = chunkShift,
            Allocation = allocation,
            Pool = _pool,
            LeafDirectoryThreshold = leafDirectoryThreshold,
        });
    }

    /// <summary>Carries out one operation and compares everything its line records.</summary>
    /// <returns>False when the rest of the sequence is to be left out.</returns>
    internal bool Execute(RecordedLine line)
    {
        _operations++;
        _updates.Clear();
        string operation = line.Text("op");
        try
        {
            bool known = operation.StartsWith("xas_", StringComparison.Ordinal) ? RunCursorOperation(line, operation)
                : RunNormalOperation(line, operation) || RunAdvancedOperation(line, operation);
            if (!known)
            {
                _report.AddMissing(operation);
                return false;
            }

            CompareState(line, operation);
        }
        catch (Exception e) when (e is not MalformedTraceException)
        {
            Differ(line, "exception", "none", e.ToString());
        }

        _report.Operations++;
        if (_differs || line.FirstUnread() is not { } field)
        {
            return !_differs;
        }

        _report.AddMissing($"field '{field}'");
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _text.Dispose();

    private void CompareState(RecordedLine line, string operation)
    {
        if (line.Has("upd"))
        {
            Compare(line, "upd", $"[{_updates}]");
        }
        else if (MustShowUpdates(line, operation))
        {
            throw line.Malformed("upd", "the field is missing");
        }

        if (s_changing.Contains(operation))
        {
            Compare(line, "st", CanonicalTree.Summary(_array));
            _text.Clear();
            CanonicalTree.Write(_text, _array);
            Compare(line, "h", $"\"{CanonicalTree.Hash(_text.Bytes)}\"");
        }
    }

    /// <summary>Whether an operation has called for updates: the cursor says so, or the kind of operation or of sequence.</summary>
    private bool MustShowUpdates(RecordedLine line, string operation) => operation switch
    {
        "xas_store" => _reporting.Contains(line.Int32("c")),
        "delete_node" => true,
        "store_order" or "split" => _alwaysShowsUpdates,
        _ => false,
    };

    /// <summary>Compares a result with a field, character for character. An absent field is an error of the recording.</summary>
    private void Compare(RecordedLine line, string field, ReadOnlySpan<char> actual)
    {
        ReadOnlySpan<byte> expected = line.Raw(field);
        _fields.Add(field);
        if (!Ascii.Equals(expected, actual))
        {
            Differ(line, field, Encoding.UTF8.GetString(expected), field == "h" ? $"{actual} of {_text}" : actual.ToString());
        }
    }

    /// <summary>Compares what was written last with a field.</summary>
    private void CompareText(RecordedLine line, string field)
    {
        ReadOnlySpan<byte> expected = line.Raw(field);
        _fields.Add(field);
        if (!expected.SequenceEqual(_text.Bytes))
        {
            Differ(line, field, Encoding.UTF8.GetString(expected), _text.ToString());
        }
    }

    private void Compare(RecordedLine line, string field, XEntry actual) => Compare(line, field, Json(actual));

    private void Compare(RecordedLine line, string field, bool actual) => Compare(line, field, actual ? "1" : "0");

    private void Compare(RecordedLine line, string field, Errno actual) => Compare(line, field, Json((int)actual));

    private void Differ(RecordedLine line, string field, string expected, string actual)
    {
        if (!_differs)
        {
            string operation = string.Create(CultureInfo.InvariantCulture, $"{_operations} {line.Text("op")} (line {line.Line})");
            _report.Add(new TraceDifference(line.File, _name, operation, field, expected, actual, []));
            _differs = true;
        }
    }

    private void RecordUpdate(XNode node)
    {
        _updates.Append(_updates.Length > 0 ? "," : "");
        _updates.Append(CultureInfo.InvariantCulture, $"[{node.Shift},{node.FirstIndex},{node.Count},{node.ValueCount}]");
    }

    private static string Json(XEntry entry) => entry.IsNull ? "null" : $"\"{entry}\"";

    private static string Json(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Json(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
