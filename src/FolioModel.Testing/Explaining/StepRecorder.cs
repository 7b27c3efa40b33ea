namespace FolioModel.Testing;

/// <summary>Turns what a machine reports into steps, for the folios that are watched.</summary>
/// <param name="words">What the owner says of its kinds of holders; a kind of which nothing is said is described by its purpose.</param>
/// <remarks>No reference gets or loses a holder without a step that says so in <see cref="ExplanationStep.Moves"/>.</remarks>
public sealed class StepRecorder(params HolderWords[] words) : IMachineObserver
{
    private readonly List<ExplanationStep> _steps = [];
    private readonly Dictionary<Pfn, string> _names = [];
    private readonly Dictionary<Pfn, IReadOnlyList<ReferenceHolder>> _holders = [];
    private int _named;
    private bool _watchesNew;
    private HolderKind? _pool;

    /// <summary>Whether each step keeps a picture of the whole machine, from which it can be drawn.</summary>
    public bool KeepsSnapshots { get; init; }

    /// <summary>Whether every folio is watched from the first event on that is about it.</summary>
    public bool WatchesAll { get; init; }

    /// <summary>Called after each step, so that a scenario can let something happen right then.</summary>
    public Action<ExplanationStep>? AfterStep { get; set; }

    /// <summary>The steps recorded so far.</summary>
    public IReadOnlyList<ExplanationStep> Steps => _steps;

    /// <summary>Watches every folio that is allocated from now on.</summary>
    public void WatchNewFolios() => _watchesNew = true;

    /// <summary>Watches every folio that leaves a pool from now on: its first reference is of a kind of the owner's.</summary>
    /// <param name="kind">The kind.</param>
    public void WatchPool(HolderKind kind) => _pool = kind;

    /// <summary>Watches a folio that exists already, and shows how it stands now.</summary>
    /// <param name="folio">The folio.</param>
    /// <param name="note">What is special about its state, in words.</param>
    public void Watch(Folio folio, string note)
    {
        Name(folio.Pfn);
        AddState(folio, "(before)", note);
    }

    /// <summary>Adds a step that shows how a folio stands, without anything happening.</summary>
    /// <param name="folio">The folio.</param>
    /// <param name="function">The kernel function whose effect is shown, or a word in parentheses.</param>
    /// <param name="note">What to look at, in words.</param>
    public void AddState(Folio folio, string function, string note)
    {
        if (WatchesAll)
        {
            Name(folio.Pfn);
        }

        Add(folio.Machine, folio.Pfn, function, new Outcome(folio.RefCount, 0, folio.Holders, null, null), note);
    }

    /// <summary>Adds a step in which nothing is held at all.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="function">The kernel function whose effect is shown, or a word in parentheses.</param>
    /// <param name="note">What to look at, in words.</param>
    public void AddNothing(Machine machine, string function, string note) =>
        Add(machine, null, function, new Outcome(0, 0, [], null, null), note);

    /// <inheritdoc/>
    public KernelEventGroups Wants => KernelEventGroups.Pages;

    /// <inheritdoc/>
    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        if (_watchesNew && kernelEvent is { Kind: KernelEventKind.PageRefMod, Delta: > 0 } && kernelEvent.Holder == HolderKind.Allocation)
        {
            Name(kernelEvent.Pfn);
        }

        if ((_pool == kernelEvent.Holder && kernelEvent.Delta > 0) || WatchesAll)
        {
            Name(kernelEvent.Pfn);
        }

        if (!_names.ContainsKey(kernelEvent.Pfn))
        {
            return;
        }

        bool freed = kernelEvent.Kind == KernelEventKind.MmPageFree;
        IReadOnlyList<ReferenceHolder> holders =
            freed || machine.PeekFolio(kernelEvent.Pfn) is not { IsNone: false } folio ? [] : folio.Holders;
        IReadOnlyList<HolderChange> moves = HolderChange.Between(_holders.GetValueOrDefault(kernelEvent.Pfn, []), holders);
        if ((StepNotes.Of(kernelEvent, words, moves) ?? (WatchesAll ? StepNotes.OfEveryFolio(kernelEvent) : null)) is { } note)
        {
            bool counts = kernelEvent.Kind == KernelEventKind.PageRefMod || (_pool is not null && _pool == kernelEvent.Holder);
            HolderKind? changed = counts && kernelEvent.Delta != 0 ? kernelEvent.Holder : null;
            Outcome outcome = new(kernelEvent.Count, counts ? kernelEvent.Delta : 0, holders, changed, kernelEvent.Kind);
            Add(machine, kernelEvent.Pfn, kernelEvent.Function, outcome, note);
        }

        if (freed)
        {
            _names.Remove(kernelEvent.Pfn);
            _holders.Remove(kernelEvent.Pfn);
        }
    }

    private void Add(Machine machine, Pfn? about, string function, Outcome outcome, string note)
    {
        Pfn pfn = about ?? default;
        IReadOnlyList<HolderChange> moves = about is null ? [] : HolderChange.Between(_holders.GetValueOrDefault(pfn, []), outcome.Holders);
        ExplanationStep step = new(
            _steps.Count, about is null
                ? "-"
                : _names.GetValueOrDefault(pfn, "-"), machine.Current.Name, machine.Current.Caller, machine.Current.Operation,
            function, outcome.Count, outcome.Delta, outcome.Holders, outcome.Changed, note)
        {
            Pfn = pfn,
            Event = outcome.Event,
            Moves = moves,
            Snapshot = KeepsSnapshots ? machine.Snapshot() : null,
        };
        _steps.Add(step);
        if (about is not null)
        {
            _holders[pfn] = outcome.Holders;
        }

        AfterStep?.Invoke(step);
    }

    private void Name(Pfn pfn)
    {
        if (!_names.ContainsKey(pfn))
        {
            _names[pfn] = Letters(_named++);
        }
    }

    /// <summary>A to Z, then AA, AB and so on.</summary>
    private static string Letters(int number) => (number >= 26 ? Letters((number / 26) - 1) : "") + (char)('A' + (number % 26));

    /// <summary>The outcome of a step.</summary>
    private readonly record struct Outcome(
        int Count, int Delta, IReadOnlyList<ReferenceHolder> Holders, HolderKind? Changed, KernelEventKind? Event);
}
