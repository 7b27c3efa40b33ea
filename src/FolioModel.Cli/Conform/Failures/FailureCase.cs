namespace FolioModel.Cli.Conform.Failures;

/// <summary>Replays one case of memory failure.</summary>
internal sealed class FailureCase : RecordedTrace
{
    private readonly FailureState _state;
    private readonly FailureComparer _comparer;

    public FailureCase(RecordedLine header, bool ledger, ConformanceReport report)
        : base(header.File, header.Text("name"), report)
    {
        header.DemandText("kind", FailureFile.Kinds);
        string kind = header.Text("kind");
        _state = new FailureState(Name, kind, header.Int64("pages", 1), ledger);
        _comparer = new FailureComparer(_state, new FieldComparer(report.FieldsOf($"failure/{kind}")));
        report.Traces++;
    }

    /// <summary>The case is over: everything is given back, and the invariants are checked.</summary>
    public void End()
    {
        if (IsLeft)
        {
            return;
        }

        _state.CleanUp();
        if (_state.Machine.Validate() is [var violation, ..])
        {
            Leave("end", new FieldDifference("invariants", "none violated", violation.ToString()));
        }
    }

    /// <inheritdoc/>
    protected override Machine? Machine => _state.Machine;

    /// <inheritdoc/>
    protected override bool Knows(string operation) => FailureOperations.Find(operation) is not null;

    /// <inheritdoc/>
    protected override FieldDifference? Replay(RecordedLine line, string operation)
    {
        _state.Begin();
        FailureOperations.Find(operation)!(_state, line.Object("a"));
        return _comparer.Compare(line);
    }
}
