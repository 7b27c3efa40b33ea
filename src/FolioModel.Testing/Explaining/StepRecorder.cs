namespace FolioModel.Testing;

/// <summary>Turns what a machine reports into steps, for the folios that are watched.</summary>
/// <param name="words">What the owner says of its kinds of holders; a kind of which nothing is said is described by its purpose.</param>
public sealed class StepRecorder(params HolderWords[] words) : IMachineObserver
{
    private readonly List<ExplanationStep> _steps = [];
    private readonly Dictionary<Pfn, string> _names = [];
    private readonly Dictionary<Pfn, IReadOnlyList<ReferenceHolder>> _holders = [];
    private int _named;
    private bool _watchesNew;
    private HolderKind? _pool;

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
    public void AddState(Folio folio, string function, string note) =>
        Add(folio.Machine, folio.Pfn, function, folio.RefCount, 0, folio.Holders, null, note, null);

    /// <summary>Adds a step in which nothing is held at all.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="function">The kernel function whose effect is shown, or a word in parentheses.</param>
    /// <param name="note">What to look at, in words.</param>
    public void AddNothing(Machine machine, string function, string note) =>
        Add(machine, default, function, 0, 0, [], null, note, null);

    /// <inheritdoc/>
    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        if (_watchesNew && kernelEvent is { Kind: KernelEventKind.PageRefMod, Delta: > 0 } && kernelEvent.Holder == HolderKind.Allocation)
        {
            Name(kernelEvent.Pfn);
        }

        if (_pool == kernelEvent.Holder && kernelEvent.Delta > 0)
        {
            Name(kernelEvent.Pfn);
        }

        if (!_names.ContainsKey(kernelEvent.Pfn) || StepNotes.Of(kernelEvent, words) is not { } note)
        {
            return;
        }

        bool freed = kernelEvent.Kind == KernelEventKind.MmPageFree;
        bool counts = kernelEvent.Kind == KernelEventKind.PageRefMod || _pool == kernelEvent.Holder;
        IReadOnlyList<ReferenceHolder> holders = freed ? [] : machine.PeekFolio(kernelEvent.Pfn).Holders;
        string hands = freed ? "" : ChangeOfHands(kernelEvent, holders);
        Add(
            machine, kernelEvent.Pfn, kernelEvent.Function, kernelEvent.Count, counts ? kernelEvent.Delta : 0, holders,
            counts && kernelEvent.Delta != 0 ? kernelEvent.Holder : null, note + hands,
            kernelEvent.Kind);
        if (freed)
        {
            _names.Remove(kernelEvent.Pfn);
            _holders.Remove(kernelEvent.Pfn);
        }
    }

    /// <summary>
    /// References that went from one holder to another since the folio was last looked at, without a change of the count.
    /// </summary>
    private string ChangeOfHands(in KernelEvent kernelEvent, IReadOnlyList<ReferenceHolder> holders)
    {
        Dictionary<HolderKind, int> change = [];
        Count(holders, 1);
        Count(_holders.GetValueOrDefault(kernelEvent.Pfn, []), -1);
        if (kernelEvent.Kind == KernelEventKind.PageRefMod)
        {
            Note(kernelEvent.Holder, -kernelEvent.Delta);
        }

        // A sum of 0 with somebody who has less: what he lost is what others have more.
        List<HolderKind> from = [.. change.Where(c => c.Value < 0).Select(c => c.Key)];
        List<HolderKind> to = [.. change.Where(c => c.Value > 0).Select(c => c.Key)];
        return (from, to) switch
        {
            ([var giver], [var taker]) when giver == HolderKind.Speculative && taker == HolderKind.Lookup =>
                "; the slot still held the folio, so the speculative reference is the caller's now",
            ([var giver], [var taker]) when change.Values.Sum() == 0 =>
                $"; what the {giver.Name} held is the {taker.Name}'s now",
            _ => "",
        };

        void Count(IReadOnlyList<ReferenceHolder> counted, int sign)
        {
            foreach (ReferenceHolder holder in counted)
            {
                Note(holder.Kind, sign * holder.Count);
            }
        }

        void Note(HolderKind kind, int count) => change[kind] = change.GetValueOrDefault(kind) + count;
    }

    private void Add(
        Machine machine, Pfn pfn, string function, int count, int delta, IReadOnlyList<ReferenceHolder> holders, HolderKind? changed,
        string note, KernelEventKind? happened)
    {
        ExplanationStep step = new(
            _steps.Count, _names.GetValueOrDefault(pfn, "-"), machine.Current.Name, machine.Current.Caller, machine.Current.Operation,
            function, count, delta, holders, changed, note)
        {
            Event = happened,
        };
        _steps.Add(step);
        _holders[pfn] = holders;
        AfterStep?.Invoke(step);
    }

    private void Name(Pfn pfn) => _names.TryAdd(pfn, ((char)('A' + _named++)).ToString());
}
