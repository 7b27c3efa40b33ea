using System.Globalization;
using System.Text;
using FolioModel.Cli.Conform;
using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core.XArrayReplay;

/// <summary>One recorded sequence being replayed: the array, its cursors, and the comparison of each line.</summary>
internal sealed partial class XArraySequence
{
    private readonly ConformanceReport _report;
    private readonly string _name;
    private readonly XArray _array;
    private readonly XNodePool _pool;
    private readonly XCursor[] _cursors = new XCursor[256];
    private readonly StringBuilder _updates = new();
    private int _operations;
    private bool _differs;

    internal XArraySequence(RecordedLine begin, ConformanceReport report, int leafDirectoryThreshold)
    {
        _report = report;
        _name = string.Create(CultureInfo.InvariantCulture, $"{begin.Text("family")}/{begin.Raw("seed")}");
        int chunkShift = begin.Number("chunk_shift", 4, 6);
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
        string operation = line.Operation;
        try
        {
            bool known = operation.StartsWith("xas_", StringComparison.Ordinal) ? RunCursorOperation(line, operation)
                : RunNormalOperation(line, operation) || RunAdvancedOperation(line, operation);
            if (!known)
            {
                _report.AddMissing(operation);
                return false;
            }

            CompareState(line);
        }
        catch (Exception e) when (e is not MalformedTraceException)
        {
            Differ(line, "exception", "none", e.ToString());
        }

        _report.Operations++;
        return !_differs;
    }

    private void CompareState(RecordedLine line)
    {
        if (line.Has("upd"))
        {
            Compare(line, "upd", $"[{_updates}]");
        }

        if (line.Has("st"))
        {
            Compare(line, "st", CanonicalTree.Summary(_array));
            string tree = CanonicalTree.Text(_array);
            Compare(line, "h", $"\"{CanonicalTree.Hash(tree)}\"", tree);
        }
    }

    /// <summary>Compares a result with a field, character for character. An absent field is an error of the recording.</summary>
    private void Compare(RecordedLine line, string field, string actual, string? details = null)
    {
        string expected = line.Raw(field);
        _report.Compared++;
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
        {
            Differ(line, field, expected, details is null ? actual : $"{actual} of {details}");
        }
    }

    private void Compare(RecordedLine line, string field, XEntry actual) => Compare(line, field, Json(actual));

    private void Compare(RecordedLine line, string field, bool actual) => Compare(line, field, actual ? "1" : "0");

    private void Compare(RecordedLine line, string field, Errno actual) => Compare(line, field, Json((int)actual));

    private void Differ(RecordedLine line, string field, string expected, string actual)
    {
        if (!_differs)
        {
            string operation = string.Create(CultureInfo.InvariantCulture, $"{_operations} {line.Operation} (line {line.Line})");
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
