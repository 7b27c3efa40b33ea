using FolioModel.Cli.Conform;
using FolioModel.Cli.Conform.Kernel;
using FolioModel.Cli.Conform.Processes;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>Replays one trace, system call by system call, up to its first difference.</summary>
internal sealed class HugetlbTrace : ISystemCallTrace
{
    private static readonly KnownFields s_fields = new(
        "i op a r errno note new freed pooled nr i_size i_blocks pool subpool resv_map poisoned f");

    private readonly RecordedLine _header;
    private readonly ConformanceReport _report;
    private readonly HugetlbState _state;
    private readonly HugetlbComparer _comparer;
    private readonly string _name;
    private int _operations;
    private bool _left;

    public HugetlbTrace(RecordedLine header, ConformanceReport report, bool ledger)
    {
        _header = header;
        _name = header.Text("name");
        _report = report;
        _state = new HugetlbState(_name, header.OptionalText("mount"), ledger);
        _comparer = new HugetlbComparer(_state);
    }

    /// <inheritdoc/>
    public void Step(RecordedLine line)
    {
        string name = line.Text("op");
        if (line.Int32("i", 0) != _operations)
        {
            throw line.Malformed("i", $"expected operation number {_operations}");
        }

        _operations++;
        Func<HugetlbState, RecordedLine, SystemCallResult>? operation = HugetlbOperationTable.Find(name);
        if (operation is null)
        {
            // Without it the state cannot be right any more.
            _report.AddMissing(name);
            _left = true;
        }

        _left |= !s_fields.CoverAll(line, _report);
        if (!_left)
        {
            Carry(line, name, operation!);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Always as recorded: each trace has a machine of its own.</remarks>
    public bool End() => true;

    private void Carry(RecordedLine line, string name, Func<HugetlbState, RecordedLine, SystemCallResult> operation)
    {
        _report.Operations++;
        _state.BeginOperation(_operations - 1);
        FieldDifference? difference;
        try
        {
            SystemCallResult result = operation(_state, line.Object("a"));
            _state.Observe();
            long before = _comparer.Compared;
            difference = _comparer.Compare(line, result);
            _report.Compared += _comparer.Compared - before;
        }
        catch (Exception e) when (e is not MalformedTraceException)
        {
            // Whatever the model throws where the kernel went on is a difference, a broken model included.
            difference = new FieldDifference("exception", "none", $"{e.GetType().Name}: {e.Message}");
        }

        if (difference is not null)
        {
            _left = true;
            Folio folio = difference.Folio;
            IReadOnlyList<string> holders = folio.IsNone || !folio.IsAlive ? [] : [.. folio.Holders.Select(holder => holder.ToString())];
            string what = $"{_operations - 1} {name} {line.Json.GetProperty("a").GetRawText()}";
            _report.Add(new TraceDifference(_header.File, _name, what, difference.Field, difference.Expected, difference.Actual, holders));
        }
    }
}
