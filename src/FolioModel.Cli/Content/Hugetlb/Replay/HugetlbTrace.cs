using FolioModel.Cli.Conform;
using FolioModel.Cli.Conform.Processes;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>Replays one trace of system calls on hugetlbfs.</summary>
internal sealed class HugetlbTrace : SystemCallTrace
{
    private readonly HugetlbState _state;
    private readonly HugetlbComparer _comparer;

    public HugetlbTrace(RecordedLine header, ConformanceReport report, bool ledger)
        : base(header, "hugetlb", report)
    {
        Order order = new(header.Object("map").Int32("huge_order", 1, 18));
        _state = new HugetlbState(Name, order, header.OptionalText("mount"), ledger);
        _comparer = new HugetlbComparer(_state, Comparer);
    }

    /// <inheritdoc/>
    /// <remarks>Always as recorded: each trace has a machine of its own.</remarks>
    public override bool End() => true;

    /// <inheritdoc/>
    protected override Machine? Machine => _state.Machine;

    /// <inheritdoc/>
    protected override bool Knows(string operation) => HugetlbOperationTable.Find(operation) is not null;

    /// <inheritdoc/>
    protected override FieldDifference? Replay(RecordedLine line, string operation)
    {
        // What a step is for; two choices that recordings leave out follow from it.
        line.Text("note");
        RecordedLine arguments = line.Object("a");
        _state.BeginOperation(Operations - 1);
        SystemCallResult result = HugetlbOperationTable.Find(operation)!(_state, arguments);
        SkipPlaceholder(arguments);
        return _comparer.Compare(line, result);
    }
}
