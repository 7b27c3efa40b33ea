namespace FolioModel.Cli.Conform.Kernel;

/// <summary>Replays one trace, operation by operation, up to its first difference.</summary>
internal sealed class TraceReplay
{
    private static readonly KnownFields s_fields = new(
        "i op a skip r rh new freed freed_sub cb nr fb f values next got contains file_page old_mapping_left_set steps");

    private readonly string _file;
    private readonly TraceHeader _header;
    private readonly TraceState? _state;
    private readonly ConformanceReport _report;
    private readonly OperationComparer? _comparer;
    private readonly ReferenceIdentity? _identity;
    private readonly StepComparer? _inside;
    private readonly Observation _seen = new();
    private int _operations;
    private bool _tearsDown;
    private bool _left;

    /// <param name="file">The recording's path.</param>
    /// <param name="header">The trace's first line.</param>
    /// <param name="state">The machine and mapping; null when the model has no such mapping.</param>
    /// <param name="report">Where to count.</param>
    public TraceReplay(string file, TraceHeader header, TraceState? state, ConformanceReport report)
    {
        _file = file;
        _header = header;
        _report = report;
        report.Traces++;
        if (state is null)
        {
            report.AddMissing($"mapping '{header.MappingKind}'");
            _left = true;
            return;
        }

        _state = state;
        _comparer = new OperationComparer(state);
        _identity = new ReferenceIdentity(state.Machine.Ledger);
        _inside = new StepComparer(state.Handles, state.Inside);
    }

    /// <summary>From here on the trace gives everything back, without the drain after each operation.</summary>
    public void BeginTeardown() => _tearsDown = true;

    /// <summary>Carries out one recorded operation and compares everything.</summary>
    /// <param name="line">The line.</param>
    public void Step(RecordedLine line)
    {
        string name = line.Text("op");
        if (line.Int32("i", 0) != _operations)
        {
            throw line.Malformed("i", $"expected operation number {_operations}");
        }

        _operations++;
        if (_left)
        {
            CountMissing(name);
            return;
        }

        OperationHandler? handler = OperationTable.Find(name);
        if (handler is null || !s_fields.CoverAll(line, _report))
        {
            // Without it the state cannot be right any more.
            CountMissing(name);
            _left = true;
            return;
        }

        Carry(line, name, handler);
    }

    /// <summary>Compares what the recorder counted at the end of the trace.</summary>
    /// <param name="line">The line.</param>
    public void End(RecordedLine line)
    {
        if (line.Int32("ops", 0) != _operations)
        {
            throw line.Malformed("ops", $"expected {_operations}, the number of operations of the trace");
        }

        int leaked = line.Int32("leaked", 0);
        int foreign = line.Int32("foreign", 0);
        long pages = line.Int64("nrpages", 0);
        if (_left)
        {
            return;
        }

        _report.Compared += 3;
        FieldDifference? difference = Difference("leaked", leaked, _state!.Handles.Living.Count(known => !known.IsFreed))
            ?? Difference("nrpages", pages, _state.Space.Pages.Count.Value)
            ?? Difference("foreign", foreign, 0);
        if (difference is not null)
        {
            Leave("end", difference);
        }
    }

    private static FieldDifference? Difference(string field, long expected, long actual) =>
        expected == actual ? null : new FieldDifference(field, $"{expected}", $"{actual}");

    private void Carry(RecordedLine line, string name, OperationHandler handler)
    {
        _report.Operations++;
        _state!.BeginOperation();
        Outcome outcome = new();
        bool showsInside = line.Has("steps");
        if (showsInside)
        {
            _state.Inside.Begin(_state.Handles);
        }

        FieldDifference? difference;
        try
        {
            if (line.OptionalText("skip") is null)
            {
                handler(_state, line.Object("a"), outcome);
            }

            if (_header.DrainsAfterEach && !_tearsDown)
            {
                _state.Machine.Batches.Drain();
            }

            _seen.Observe(_state);
            if (showsInside)
            {
                _state.Inside.End(_state.Handles);
            }

            difference = Compare(line, outcome, showsInside);
        }
        catch (Exception e) when (e is not MalformedTraceException)
        {
            // Whatever the model throws where the kernel went on is a difference, a broken model included.
            difference = new FieldDifference("exception", "none", $"{e.GetType().Name}: {e.Message}", Subject(line));
        }

        if (difference is not null)
        {
            Leave($"{_operations - 1} {name} {line.Json.GetProperty("a").GetRawText()}", difference);
        }
    }

    private FieldDifference? Compare(RecordedLine line, Outcome outcome, bool showsInside)
    {
        long before = _comparer!.Compared + _identity!.Compared + _inside!.Compared;
        FieldDifference? difference = _comparer.Compare(line, outcome, _seen)
            ?? _identity.Check(_seen.Rows)
            ?? (showsInside ? _inside.Compare(line, words: 2, numbers: 5, TraceState.ReadStep) : null);
        _report.Compared += _comparer.Compared + _identity.Compared + _inside.Compared - before;
        return difference is { Folio.IsNone: true } ? difference with { Folio = Subject(line) } : difference;
    }

    /// <summary>The folio that the operation is about, for the report.</summary>
    private Folio Subject(RecordedLine line)
    {
        RecordedLine arguments = line.Object("a");
        string? field = arguments.Has("h") ? "h" : arguments.Has("old") ? "old" : null;
        return field is null ? default : _state!.Handles.Find(arguments.Int32(field))?.Folio ?? default;
    }

    private void Leave(string operation, FieldDifference difference)
    {
        _left = true;
        Folio folio = difference.Folio;
        IReadOnlyList<string> holders = folio.IsNone || !folio.IsAlive ? [] : [.. folio.Holders.Select(holder => holder.ToString())];
        _report.Add(new TraceDifference(_file, _header.Name, operation, difference.Field, difference.Expected, difference.Actual, holders));
    }

    private void CountMissing(string name)
    {
        if (OperationTable.Find(name) is null)
        {
            _report.AddMissing(name);
        }
    }
}
