namespace FolioModel.Cli.Conform.Kernel;

/// <summary>Replays one trace of kernel calls.</summary>
internal sealed class TraceReplay : RecordedTrace
{
    private readonly TraceHeader _header;
    private readonly TraceState? _state;
    private readonly FieldComparer _compare;
    private readonly OperationComparer? _comparer;
    private readonly StepComparer? _inside;
    private readonly ObservedState? _seen;
    private bool _tearsDown;

    /// <param name="file">The recording's path.</param>
    /// <param name="header">The trace's first line.</param>
    /// <param name="state">The machine and mapping; null when the model has no such mapping.</param>
    /// <param name="report">Where to count.</param>
    public TraceReplay(string file, TraceHeader header, TraceState? state, ConformanceReport report)
        : base(file, header.Name, report)
    {
        _header = header;
        _compare = new FieldComparer(report.FieldsOf(header.Family));
        report.Traces++;
        if (state is null)
        {
            Miss($"mapping '{header.MappingKind}'");
            return;
        }

        _state = state;
        _seen = new ObservedState(state.View, state.Handles);
        _comparer = new OperationComparer(state, _compare);
        _inside = new StepComparer(state.Handles, state.Inside, StepForm.Kernel, _compare);
    }

    /// <summary>From here on the trace gives everything back, without the drain after each operation.</summary>
    public void BeginTeardown() => _tearsDown = true;

    /// <summary>Compares what the recorder counted at the end of the trace.</summary>
    /// <param name="line">The line.</param>
    public void End(RecordedLine line)
    {
        if (line.Int32("ops", 0) != Operations)
        {
            throw line.Malformed("ops", $"expected {Operations}, the number of operations of the trace");
        }

        int leaked = line.Int32("leaked", 0);
        int foreign = line.Int32("foreign", 0);
        long pages = line.Int64("nrpages", 0);
        if (IsLeft)
        {
            return;
        }

        FieldDifference? difference = _compare.Same("leaked", leaked, _state!.Handles.Living.Count(known => !known.IsFreed))
            ?? _compare.Same("nrpages", pages, _state.Space.Pages.Count.Value)
            ?? _compare.Same("foreign", foreign, 0);
        if (difference is not null)
        {
            Leave("end", difference);
        }
        else
        {
            DemandAllRead(line);
        }
    }

    /// <inheritdoc/>
    protected override Machine? Machine => _state?.Machine;

    /// <inheritdoc/>
    protected override bool Knows(string operation) => OperationTable.Find(operation) is not null;

    /// <inheritdoc/>
    protected override FieldDifference? Replay(RecordedLine line, string operation)
    {
        _state!.BeginOperation();
        Outcome outcome = new();
        bool showsInside = line.Has("steps");
        if (showsInside)
        {
            _state.Inside.Begin(_state.Handles);
        }

        if (line.OptionalText("skip") is null)
        {
            OperationTable.Find(operation)!(_state, line.Object("a"), outcome);
        }
        else
        {
            line.Object("a").PassOver();
        }

        if (_header.DrainsAfterEach && !_tearsDown)
        {
            _state.Machine.Batches.Drain();
        }

        _seen!.Observe(_state.Machine.Batches, _state.Space.Pages);
        if (showsInside)
        {
            _state.Inside.End(_state.Handles);
        }

        FieldDifference? difference = _comparer!.Compare(line, outcome, _seen) ?? (showsInside ? _inside!.Compare(line) : null);
        return difference is { Folio.IsNone: true } ? difference with { Folio = SubjectOf(line) } : difference;
    }

    /// <inheritdoc/>
    protected override Folio SubjectOf(RecordedLine line)
    {
        RecordedLine arguments = line.Object("a");
        string? field = arguments.Has("h") ? "h" : arguments.Has("old") ? "old" : null;
        return field is null ? default : _state!.Handles.Find(arguments.Int32(field))?.Folio ?? default;
    }
}
