using System.Diagnostics;

namespace FolioModel.Testing.Search;

/// <summary>The state that all strategies keep: counts, limits, the states seen and the violations.</summary>
/// <param name="scenario">What is explored.</param>
/// <param name="options">How.</param>
/// <param name="serial">The outcomes of the orders one after the other, to be shared with other parts of the same exploration; null for its
/// own.</param>
internal sealed class SearchState(ExplorationProgram scenario, ExplorationOptions options, Lazy<SerialOutcomes>? serial = null)
{
    private const int StepsBetweenReports = 1 << 17;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly HashSet<string> _wishesSeen = [];
    private readonly HashSet<UInt128> _ends = [];
    private List<string>? _wishes;
    private long _nextReport = StepsBetweenReports;

    public ExplorationProgram Program => scenario;

    public Lazy<SerialOutcomes> Serial { get; } = serial ?? new Lazy<SerialOutcomes>(() => new SerialOutcomes(scenario));

    public ExplorationOptions Options => options;

    public long Executions { get; private set; }

    public long Steps { get; private set; }

    public long States { get; set; }

    public int Depth { get; set; }

    public HashSet<ulong> FinalStates { get; } = [];

    public Violation? Violation { get; private set; }

    public SortedSet<string> WaitedFor { get; } = new(StringComparer.Ordinal);

    public string? BoundedBy { get; private set; }

    /// <summary>The choices of an execution that was cut short by the limit of steps, or null.</summary>
    public IReadOnlyList<Move>? Unfinished { get; private set; }

    public string? Opaque { get; private set; }

    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>The access log of the last execution, for the next one to use again.</summary>
    public AccessLog? Storage { get; private set; }

    /// <summary>Whether the search is at its end, well or not.</summary>
    public bool MustStop => Violation is not null || BoundedBy is not null;

    /// <param name="prefix">The first choices.</param>
    /// <param name="snapshot">What is known of the state that they lead to, or null.</param>
    public Execution Start(IReadOnlyList<Move> prefix, ExecutionSnapshot? snapshot = null)
    {
        Executions++;
        if (options.Executions > 0 && Executions > options.Executions)
        {
            Bound($"{options.Executions} executions");
        }

        Execution execution =
            new(scenario, observer: null, Storage) { IsKnownEnd = options.Strategy == Strategy.States ? IsKnownEnd : null };
        Storage = null;
        // Here and not at an end: where no execution ends, nothing that was wished for was seen.
        _wishes ??= [.. execution.World.Wishes.Select(w => w.What)];
        if (snapshot is not null)
        {
            execution.Repeat(prefix, snapshot);
        }
        else
        {
            foreach (Move move in prefix)
            {
                execution.Step(move);
            }
        }

        Steps += prefix.Count;
        return execution;
    }

    /// <summary>Gives an execution up, so that the next one is made of what it was made of.</summary>
    public void Drop(ref Execution? execution)
    {
        if (execution is not null)
        {
            execution.Abandon();
            Storage = execution.Log;
            execution = null;
        }
    }

    /// <summary>A part of this search, with counts of its own.</summary>
    /// <param name="options">How the part searches.</param>
    /// <param name="storage">What executions are made of, or null.</param>
    public SearchState PartOf(ExplorationOptions options, AccessLog? storage) => new(scenario, options, Serial) { Storage = storage };

    /// <summary>Counts steps that were repeated to come back to a state.</summary>
    public void CountRepeated(int steps) => Steps += steps;

    /// <summary>Writes what a part came to, as <see cref="Add"/> takes it over.</summary>
    public void Write(LevelWriter writer)
    {
        writer.Number(Executions);
        writer.Number(Steps);
        WriteTexts(writer, WaitedFor);
        WriteTexts(writer, [.. _wishesSeen.Order(StringComparer.Ordinal)]);
        WriteTexts(writer, _wishes ?? []);
        WriteTexts(writer, Opaque is null ? [] : [Opaque]);
        WriteTexts(writer, BoundedBy is null ? [] : [BoundedBy]);
        WriteTexts(writer, Unfinished is null ? [] : [ReplayToken.Write("", Unfinished)]);
        WriteTexts(writer, Violation is null ? [] : [ReplayToken.Write("", Violation.Path), Violation.Message]);
        writer.Number((int)(Violation?.Kind ?? 0));
        writer.Number(FinalStates.Count);
        foreach (ulong state in FinalStates.Order())
        {
            writer.Fingerprint(state);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote. A violation comes back without what only its execution knows.</summary>
    public void Read(ref LevelReader reader)
    {
        Executions = reader.LongNumber();
        Steps = reader.LongNumber();
        WaitedFor.UnionWith(ReadTexts(ref reader));
        _wishesSeen.UnionWith(ReadTexts(ref reader));
        _wishes = ReadTexts(ref reader);
        Opaque = ReadTexts(ref reader).FirstOrDefault();
        BoundedBy = ReadTexts(ref reader).FirstOrDefault();
        Unfinished = ReadTexts(ref reader) is [{ } unfinished] ? ReplayToken.Read(unfinished).Path : null;
        List<string> violation = ReadTexts(ref reader);
        ViolationKind kind = (ViolationKind)reader.Number();
        Violation = violation is [{ } token, { } message] ? new Violation(kind, message, ReplayToken.Read(token).Path!) : null;
        for (int left = reader.Number(); left > 0; left--)
        {
            FinalStates.Add((ulong)reader.Fingerprint());
        }
    }

    private static void WriteTexts(LevelWriter writer, IReadOnlyCollection<string> texts)
    {
        writer.Number(texts.Count);
        foreach (string text in texts)
        {
            writer.Text(text);
        }
    }

    private static List<string> ReadTexts(ref LevelReader reader)
    {
        List<string> texts = [];
        for (int left = reader.Number(); left > 0; left--)
        {
            texts.Add(reader.Text());
        }

        return texts;
    }

    /// <summary>Takes over what a part of the search came to, after the parts before it.</summary>
    public void Add(SearchState part)
    {
        Executions += part.Executions;
        Steps += part.Steps;
        States += part.States;
        Opaque ??= part.Opaque;
        FinalStates.UnionWith(part.FinalStates);
        WaitedFor.UnionWith(part.WaitedFor);
        _wishesSeen.UnionWith(part._wishesSeen);
        _wishes ??= part._wishes;
        Violation ??= part.Violation;
        Unfinished ??= part.Unfinished;
        if (part.BoundedBy is { } bound)
        {
            Bound(bound);
        }

        if (options.Executions > 0 && Executions > options.Executions)
        {
            Bound($"{options.Executions} executions");
        }

        Report();
    }

    /// <summary>One step of a search, with what follows from it.</summary>
    /// <returns>Whether the execution goes on.</returns>
    public bool Step(Execution execution, Move move)
    {
        execution.Step(move);
        Steps++;
        Opaque ??= execution.Opaque;
        if (execution.WaitedFor.Count > 0)
        {
            WaitedFor.UnionWith(execution.WaitedFor);
            execution.WaitedFor.Clear();
        }

        if (Steps >= _nextReport)
        {
            Report();
        }

        if (execution.Violation is { } violation)
        {
            Note(violation);
            return false;
        }

        if (execution.IsOver)
        {
            End(execution);
            return false;
        }

        if (execution.Path.Count >= options.Steps)
        {
            Bound($"{options.Steps} steps an execution");
            Unfinished ??= [.. execution.Path];
            return false;
        }

        return true;
    }

    private void Note(Violation violation)
    {
        if (options.Collects is { } kinds)
        {
            kinds.Add(violation.Kind);
        }
        else
        {
            Violation = violation;
        }
    }

    /// <summary>The program could not be set up: there is nothing to search.</summary>
    public void Fail(Violation violation) => Violation ??= violation;

    public void Bound(string what) => BoundedBy ??= what;

    /// <summary>A whole search saw everything there is: what was wished for must be among it.</summary>
    public void CheckWishes()
    {
        if (Violation is null && _wishes?.FirstOrDefault(w => !_wishesSeen.Contains(w)) is { } missing)
        {
            Violation = new Violation(ViolationKind.NeverSeen, $"never seen: {missing}", []);
        }
    }

    private bool IsKnownEnd(UInt128 state) => !_ends.Add(state);

    private void End(Execution execution)
    {
        StateHash hash = default;
        hash.Add(execution.Log.Hash);
        hash.Add(execution.World.OutcomeOf?.Invoke());
        FinalStates.Add(hash.Value);
        foreach ((string what, Func<bool> seen) in execution.World.Wishes)
        {
            if (seen())
            {
                _wishesSeen.Add(what);
            }
        }

        Violation = SerialOutcomes.Judge(execution, Serial);
    }

    private void Report()
    {
        _nextReport = Steps + StepsBetweenReports;
        options.Progress?.Invoke(new ExplorationProgress(Executions, Steps, States, Depth));
        if (options.Time is { } limit && _watch.Elapsed > limit)
        {
            Bound($"{limit.TotalSeconds:0.#} seconds");
        }
    }
}
