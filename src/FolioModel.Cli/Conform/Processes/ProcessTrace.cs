namespace FolioModel.Cli.Conform.Processes;

/// <summary>Replays one trace of system calls on a shmem file or a guest_memfd.</summary>
internal sealed class ProcessTrace : SystemCallTrace
{
    private readonly ProcessState _state;
    private readonly ProcessComparer _comparer;
    private readonly StepComparer _inside;

    public ProcessTrace(RecordedLine header, string kind, RecordedMachine machine, ConformanceReport report)
        : base(header, kind, report)
    {
        _state = new ProcessState(Name, kind, machine);
        _comparer = new ProcessComparer(_state, Comparer);
        _inside = new StepComparer(_state.Handles, _state.Inside, StepForm.Program, Comparer);
    }

    /// <inheritdoc/>
    public override bool End()
    {
        _state.CleanUp();
        return !IsLeft;
    }

    /// <inheritdoc/>
    protected override Machine? Machine => _state.Machine;

    /// <inheritdoc/>
    protected override bool Knows(string operation) => ProcessOperations.Find(operation) is not null;

    /// <inheritdoc/>
    protected override FieldDifference? Replay(RecordedLine line, string operation)
    {
        _state.BeginOperation(line);
        bool showsInside = line.Has("steps");
        if (showsInside)
        {
            _state.Inside.Begin(_state.Handles);
        }

        RecordedLine arguments = line.Object("a");
        ProcessOperations.Find(operation)!(_state, arguments);
        if (_state.Missing is { } missing)
        {
            Miss(missing);
            return null;
        }

        SkipPlaceholder(arguments);
        FieldDifference? difference = _comparer.Compare(line);
        if (showsInside)
        {
            _state.Inside.End(_state.Handles);
            difference ??= _inside.Compare(line);
        }

        return difference;
    }
}
