using System.Runtime.InteropServices;
using FolioModel.Shmem;

namespace FolioModel.Cli.Conform.Processes;

/// <summary>Compares everything that a recorded system call shows with the model, field by field, until two values differ.</summary>
/// <param name="state">The program after the call.</param>
/// <param name="compare">Where to count.</param>
internal sealed class ProcessComparer(ProcessState state, FieldComparer compare)
{
    private const int Closed = -1;

    private static readonly string[] s_counts = ["i_size", "i_blocks", "alloced", "swapped"];

    private readonly ObservedState _seen = new(state.View, state.Handles);
    private readonly RowComparer _rows = new(compare, FolioRow.ProgramColumns);
    private readonly ReferenceIdentity _identity = new(state.Machine, state.View, compare);
    private long? _poisonedElsewhere;

    public FieldDifference? Compare(RecordedLine line)
    {
        _seen.Observe(state.Machine.Batches, state.File?.Mapping.Pages);
        return CompareResult(line, line.Object("a"))
            ?? compare.SameList(line, "new", CollectionsMarshal.AsSpan(state.Handles.New))
            ?? compare.SameList(line, "freed", CollectionsMarshal.AsSpan(state.FreedMemory.Freed))
            ?? compare.SameRows(line, "freed_sub", 3, CollectionsMarshal.AsSpan(state.FreedMemory.Pieces))
            ?? _rows.Compare(line, _seen.Rows)
            ?? compare.SameRows(line, "values", state.View.NumbersOfValue, CollectionsMarshal.AsSpan(_seen.Values))
            ?? CompareFile(line)
            ?? ComparePoisoned(line)
            ?? _identity.Check(_seen.Rows);
    }

    private FieldDifference? CompareResult(RecordedLine line, RecordedLine arguments)
    {
        long recorded = line.Int64("r", -1);
        string recordedError = line.Text("errno");
        string error = state.Result < 0 && state.SignalCode == 0 ? ((Errno)state.Result).ToString() : "";
        return compare.Same("r", recorded, Math.Max(state.Result, -1))
            ?? compare.Same("errno", recordedError, error)
            ?? compare.SameIfAny(arguments, "signal", state.Signal)
            ?? compare.SameOrZero(arguments, "si_code", state.SignalCode)
            ?? compare.SameOrZero(arguments, "sigbus_received", state.SignalsReceived);
    }

    private FieldDifference? CompareFile(RecordedLine line)
    {
        if (state.File is not { } file)
        {
            return CompareClosed(line);
        }

        return compare.Same("nr", line.Int64("nr"), file.Mapping.Pages.Count.Value)
            ?? compare.Same("i_size", line.Int64("i_size"), file.Size)
            ?? compare.Same("i_blocks", line.Int64("i_blocks"), file.Blocks)
            ?? (file is ShmemProcessFile ? CompareAccounts(line, state.Shmem) : null);
    }

    /// <summary>Once the file is closed there is nothing to count; some recordings say so field by field.</summary>
    private FieldDifference? CompareClosed(RecordedLine line)
    {
        FieldDifference? difference = compare.Same("nr", line.Int64("nr"), Closed);
        foreach (string field in s_counts)
        {
            difference ??= line.Has(field) ? compare.Same(field, line.Int64(field), Closed) : null;
        }

        return difference;
    }

    private FieldDifference? CompareAccounts(RecordedLine line, ShmemFile file) =>
        compare.Same("alloced", line.Int64("alloced"), file.Allocated.Value)
        ?? compare.Same("swapped", line.Int64("swapped"), file.Swapped.Value);

    /// <summary>The recorded count is the whole machine's: only by how much it changed since the trace began says something.</summary>
    private FieldDifference? ComparePoisoned(RecordedLine line)
    {
        long actual = state.Machine.Statistics.Poisoned;
        _poisonedElsewhere ??= line.Int64("poisoned", 0) - actual;
        return compare.Same("poisoned", line.Int64("poisoned", 0) - _poisonedElsewhere.Value, actual);
    }
}
