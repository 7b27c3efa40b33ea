using FolioModel.Cli.Conform;
using FolioModel.Cli.Conform.Processes;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>
/// Replays one trace of an unprivileged view of hugetlbfs: results, signals, the file's size and blocks, and the counters of the pool. It
/// mounts and unmounts by itself, begins with an empty pool, and says of each access to which mapping it goes.
/// </summary>
internal sealed class HugetlbCounterTrace : SystemCallTrace
{
    /// <summary>The kind that the header of such a trace names.</summary>
    public const string Kind = "hugetlb-counters";

    private const int Closed = -1;

    /// <summary>Operations on a mapping: each says which.</summary>
    private static readonly string[] s_onMappings =
        ["touch_read", "touch_write", "child_touch_read", "child_touch_write", "madvise", "munmap"];

    private static readonly Dictionary<string, Func<HugetlbState, RecordedLine, SystemCallResult>> s_operations =
        new(StringComparer.Ordinal)
        {
            ["mount"] = static (state, arguments) => SystemCallResult.Of(state.MountWith(arguments.Text("options"))),
            ["umount"] = static (state, _) => SystemCallResult.Of(state.Unmount()),
            ["close"] = static (state, _) => CloseFile(state),
            ["child_touch_read"] = static (state, arguments) => MappingOperations.TouchPageAsChild(state, arguments, write: false),
            ["child_touch_write"] = static (state, arguments) => MappingOperations.TouchPageAsChild(state, arguments, write: true),
        };

    private readonly HugetlbState _state;

    public HugetlbCounterTrace(RecordedLine header, ConformanceReport report, bool ledger)
        : base(header, Kind, report, hasRows: false)
    {
        Order order = new(header.Object("map").Int32("huge_order", 1, 18));
        _state = new HugetlbState(Name, order, mountOptions: null, ledger, poolPages: 0);
    }

    /// <inheritdoc/>
    /// <remarks>Always as recorded: each trace has a machine of its own.</remarks>
    public override bool End() => true;

    /// <inheritdoc/>
    protected override Machine? Machine => _state.Machine;

    /// <inheritdoc/>
    protected override bool Knows(string operation) => Find(operation) is not null;

    /// <inheritdoc/>
    protected override FieldDifference? Replay(RecordedLine line, string operation)
    {
        RecordedLine arguments = line.Object("a");
        _state.BeginOperation(Operations - 1);
        bool child = operation.StartsWith("child_touch", StringComparison.Ordinal);
        int mappings = child ? _state.ChildMappings.Count : _state.Mappings.Count;
        _state.Slot = s_onMappings.Contains(operation) ? arguments.Int32("slot", 0, mappings - 1) : null;
        SystemCallResult result = Find(operation)!(_state, arguments);
        SkipPlaceholder(arguments);
        return Compare(line, arguments, result);
    }

    private static Func<HugetlbState, RecordedLine, SystemCallResult>? Find(string operation) =>
        s_operations.GetValueOrDefault(operation) ?? HugetlbOperationTable.Find(operation);

    /// <summary>The recorded program unmaps by itself, so that the descriptor alone is closed.</summary>
    private static SystemCallResult CloseFile(HugetlbState state)
    {
        state.Close();
        return SystemCallResult.Done;
    }

    private FieldDifference? Compare(RecordedLine line, RecordedLine arguments, SystemCallResult result)
    {
        RecordedLine pool = line.Object("pool");
        PoolCounters counters = _state.Pool.Counters;
        return Comparer.Same("r", line.Int64("r"), result.Value)
            ?? Comparer.Same("errno", line.Text("errno"), result.Error == Errno.None ? "" : result.Error.ToString())
            ?? Comparer.SameIfAny(arguments, "signal", result.Signal)
            ?? Comparer.SameOrZero(arguments, "si_code", result.Signal is null ? 0 : result.SignalCode)
            ?? Comparer.Same("i_size", line.Int64("i_size"), _state.File?.Size ?? Closed)
            ?? Comparer.Same("i_blocks", line.Int64("i_blocks"), _state.File?.Blocks ?? Closed)
            ?? Comparer.Same("pool.nr", pool.Int64("nr"), counters.Total)
            ?? Comparer.Same("pool.free", pool.Int64("free"), counters.Free)
            ?? Comparer.Same("pool.resv", pool.Int64("resv"), counters.Reserved)
            ?? Comparer.Same("pool.surplus", pool.Int64("surplus"), counters.Surplus)
            ?? Comparer.Same("pool.max", pool.Int64("max"), counters.Target)
            ?? Comparer.Same("pool.overcommit", pool.Int64("overcommit"), counters.Overcommit);
    }
}
