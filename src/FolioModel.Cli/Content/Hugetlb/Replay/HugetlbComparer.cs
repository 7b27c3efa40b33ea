using System.Runtime.InteropServices;
using FolioModel.Cli.Conform;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>Compares everything that a system call on hugetlbfs shows with the model, field by field, until two values differ.</summary>
/// <param name="state">The program after the call.</param>
/// <param name="compare">Where to count.</param>
internal sealed class HugetlbComparer(HugetlbState state, FieldComparer compare)
{
    private const int Closed = -1;
    private const int NoLimit = -1;

    private readonly ObservedState _seen = new(state.View, state.Handles);
    private readonly RowComparer _rows = new(compare, FolioRow.ProgramColumns);
    private readonly ReferenceIdentity _identity = new(state.Machine, state.View, compare);
    private readonly List<long> _regions = [];
    private long? _poisonedBefore;

    /// <summary>The first value in which model and recording disagree, or null.</summary>
    /// <param name="line">The recorded line.</param>
    /// <param name="result">What the system call gave back.</param>
    public FieldDifference? Compare(RecordedLine line, SystemCallResult result)
    {
        _seen.Observe(state.Machine.Batches, state.File?.Mapping.Pages);
        return CompareResult(line, line.Object("a"), result)
            ?? compare.SameList(line, "new", CollectionsMarshal.AsSpan(state.Handles.New))
            ?? compare.SameList(line, "pooled", CollectionsMarshal.AsSpan(state.Pooled))
            ?? compare.SameList(line, "freed", [])
            ?? CompareFile(line)
            ?? _rows.Compare(line, _seen.Rows)
            ?? _identity.Check(_seen.Rows);
    }

    private FieldDifference? CompareResult(RecordedLine line, RecordedLine arguments, SystemCallResult result) =>
        compare.Same("r", line.Int64("r"), result.Value)
        ?? compare.Same("errno", line.Text("errno"), result.Error == Errno.None ? "" : result.Error.ToString())
        ?? compare.SameIfAny(arguments, "child_r", state.ChildResult)
        ?? compare.SameIfAny(arguments, "signal", result.Signal)
        ?? compare.SameOrZero(arguments, "si_code", SignalCodeOf(result))
        ?? compare.SameOrZero(arguments, "sigbus_received", state.SignalsReceived);

    private int SignalCodeOf(SystemCallResult result) =>
        result.Signal is null ? state.SignalsReceived * SystemCallResult.Poisoned : result.SignalCode;

    private FieldDifference? CompareFile(RecordedLine line)
    {
        long poisoned = line.Int64("poisoned", 0);
        _poisonedBefore ??= poisoned;
        FieldDifference? difference = compare.Same("poisoned", poisoned - _poisonedBefore.Value, state.Machine.Statistics.Poisoned);
        if (difference is not null || state.File is not { } file)
        {
            return difference ?? compare.Same("nr", line.Int64("nr"), Closed);
        }

        return compare.Same("nr", line.Int64("nr"), file.Mapping.Pages.Count.Value)
            ?? compare.Same("i_size", line.Int64("i_size"), file.Size)
            ?? compare.Same("i_blocks", line.Int64("i_blocks"), file.Blocks)
            ?? ComparePool(line.Object("pool"), state.Pool.Counters)
            ?? CompareSubpool(line, file.Mount.Subpool)
            ?? CompareReservations(line, file);
    }

    private FieldDifference? ComparePool(RecordedLine pool, PoolCounters counters) =>
        compare.Same("pool.nr", pool.Int64("nr"), counters.Total)
        ?? compare.Same("pool.free", pool.Int64("free"), counters.Free)
        ?? compare.Same("pool.resv", pool.Int64("resv"), counters.Reserved)
        ?? compare.Same("pool.surplus", pool.Int64("surplus"), counters.Surplus)
        ?? compare.Same("pool.max", pool.Int64("max"), counters.Target)
        ?? compare.Same("pool.overcommit", pool.Int64("overcommit"), counters.Overcommit);

    private FieldDifference? CompareSubpool(RecordedLine line, HugetlbSubpool? subpool)
    {
        if (!line.Has("subpool") || subpool is null)
        {
            return compare.Same("subpool", line.Has("subpool") ? "there" : "none", subpool is null ? "none" : "there");
        }

        RecordedLine recorded = line.Object("subpool");
        return compare.Same("subpool.max", recorded.Int64("max"), subpool.Maximum ?? NoLimit)
            ?? compare.Same("subpool.used", recorded.Int64("used"), subpool.Used)
            ?? compare.Same("subpool.min", recorded.Int64("min"), subpool.Minimum ?? NoLimit)
            ?? compare.Same("subpool.rsv", recorded.Int64("rsv"), subpool.Minimum is null ? NoLimit : subpool.Reserved);
    }

    private FieldDifference? CompareReservations(RecordedLine line, HugetlbFile file)
    {
        _regions.Clear();
        foreach (ReservedRegion region in file.Reservations.Regions)
        {
            _regions.Add(region.From.Value);
            _regions.Add(region.To.Value);
        }

        return line.Has("resv_map")
            ? compare.SameRows(line, "resv_map", 2, CollectionsMarshal.AsSpan(_regions))
            : throw line.Malformed("resv_map", "the field is missing");
    }
}
