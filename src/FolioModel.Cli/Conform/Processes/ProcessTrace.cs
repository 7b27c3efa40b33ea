using FolioModel.Cli.Conform.Kernel;

namespace FolioModel.Cli.Conform.Processes;

/// <summary>Replays one trace of system calls, up to its first difference.</summary>
internal sealed class ProcessTrace : ISystemCallTrace
{
    private static readonly KnownFields s_fields = new(
        "i op a r errno note new freed freed_sub steps nr i_size i_blocks alloced swapped poisoned f values");

    private readonly string _file;
    private readonly string _name;
    private readonly ConformanceReport _report;
    private readonly ProcessState _state;
    private readonly ProcessComparer _comparer;
    private readonly StepComparer _inside;
    private int _operations;
    private bool _left;

    public ProcessTrace(RecordedLine header, string kind, RecordedMachine machine, ConformanceReport report)
    {
        _file = header.File;
        _name = header.Text("name");
        _report = report;
        _state = new ProcessState(_name, kind, machine);
        _comparer = new ProcessComparer(_state);
        _inside = new StepComparer(_state.Handles, _state.Inside);
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
        if (ProcessOperations.Find(name) is not { } handler)
        {
            // Without it the state cannot be right any more.
            _report.AddMissing(name);
            _left = true;
            return;
        }

        _left |= !s_fields.CoverAll(line, _report);
        if (!_left)
        {
            Carry(line, name, handler);
        }
    }

    /// <inheritdoc/>
    public bool End()
    {
        _state.CleanUp();
        return !_left;
    }

    private void Carry(RecordedLine line, string name, Action<ProcessState, RecordedLine> handler)
    {
        _report.Operations++;
        _state.BeginOperation(line);
        bool showsInside = line.Has("steps");
        if (showsInside)
        {
            _state.Inside.Begin(_state.Handles);
        }

        FieldDifference? difference;
        try
        {
            handler(_state, line.Object("a"));
            if (_state.Missing is { } missing)
            {
                _report.AddMissing(missing);
                _left = true;
                return;
            }

            long before = _comparer.Compared + _inside.Compared;
            difference = _comparer.Compare(line);
            if (showsInside)
            {
                _state.Inside.End(_state.Handles);
                difference ??= _inside.Compare(line, words: 1, numbers: 8, ProcessState.ReadStep);
            }

            _report.Compared += _comparer.Compared + _inside.Compared - before;
        }
        catch (Exception e) when (e is not MalformedTraceException)
        {
            // Whatever the model throws where the kernel went on is a difference, a broken model included.
            difference = new FieldDifference("exception", "none", e.ToString());
        }

        if (difference is not null)
        {
            _left = true;
            Folio folio = difference.Folio;
            IReadOnlyList<string> holders = folio.IsNone || !folio.IsAlive ? [] : [.. folio.Holders.Select(holder => holder.ToString())];
            _report.Add(new TraceDifference(
                _file, _name, $"{line.Int32("i")} {name} {line.Json.GetProperty("a").GetRawText()}", difference.Field, difference.Expected,
                    difference.Actual, holders));
        }
    }
}
