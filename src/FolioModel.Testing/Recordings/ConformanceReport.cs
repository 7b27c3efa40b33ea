namespace FolioModel.Testing;

/// <summary>The first value in which model and recording disagreed.</summary>
/// <param name="File">The recording's path.</param>
/// <param name="Trace">The name of the trace inside it.</param>
/// <param name="Operation">Number and name of the operation, as recorded.</param>
/// <param name="Field">What was compared.</param>
/// <param name="Expected">What the kernel did.</param>
/// <param name="Actual">What the model did.</param>
/// <param name="Holders">Who holds the references of the folio concerned; empty where no folio is.</param>
public sealed record TraceDifference(
    string File,
    string Trace,
    string Operation,
    string Field,
    string Expected,
    string Actual,
    IReadOnlyList<string> Holders);

/// <summary>The counts of a replay, over all files it was given.</summary>
public sealed class ConformanceReport
{
    private const int MostKept = 1000;

    private readonly List<TraceDifference> _kept = [];
    private readonly List<SequenceResult> _sequences = [];
    private readonly SortedDictionary<string, ComparedFields> _fields = new(StringComparer.Ordinal);

    /// <summary>Files replayed.</summary>
    public int Files { get; set; }

    /// <summary>Traces replayed (a file holds many).</summary>
    public int Traces { get; set; }

    /// <summary>Operations carried out and compared.</summary>
    public long Operations { get; set; }

    /// <summary>Single values compared: the sum over all fields of all families.</summary>
    public long Compared => _fields.Values.Sum(static family => family.Total);

    /// <summary>The values compared, by family of recordings and field.</summary>
    public IReadOnlyDictionary<string, ComparedFields> Fields => _fields;

    /// <summary>
    /// Traces that differ. A trace is left at its first difference, since all later states would differ for the same reason.
    /// </summary>
    public long Differences { get; private set; }

    /// <summary>Operations that the model does not have: name to number of occurrences.</summary>
    public SortedDictionary<string, int> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>The first difference, or null.</summary>
    public TraceDifference? First => _kept.Count > 0 ? _kept[0] : null;

    /// <summary>The differences found, in order; of very many only the beginning.</summary>
    public IReadOnlyList<TraceDifference> Kept => _kept;

    /// <summary>The access sequences replayed.</summary>
    public IReadOnlyList<SequenceResult> Sequences => _sequences;

    /// <summary>The counts of a family of recordings, created at the first call.</summary>
    /// <param name="family">Its name.</param>
    public ComparedFields FieldsOf(string family)
    {
        if (!_fields.TryGetValue(family, out ComparedFields? fields))
        {
            fields = new ComparedFields();
            _fields.Add(family, fields);
        }

        return fields;
    }

    /// <summary>The observer that is told of every operation, or null.</summary>
    public IReplayObserver? Observer { get; init; }

    /// <summary>Keeps the result of an access sequence.</summary>
    /// <param name="sequence">The result.</param>
    public void Add(SequenceResult sequence) => _sequences.Add(sequence);

    /// <summary>Counts a difference and keeps it.</summary>
    /// <param name="difference">The difference found.</param>
    public void Add(TraceDifference difference)
    {
        Differences++;
        if (_kept.Count < MostKept)
        {
            _kept.Add(difference);
        }
    }

    /// <summary>Counts an operation that the model does not have.</summary>
    /// <param name="operation">The operation's name.</param>
    public void AddMissing(string operation) => Missing[operation] = Missing.GetValueOrDefault(operation) + 1;
}
