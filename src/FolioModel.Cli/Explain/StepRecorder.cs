namespace FolioModel.Cli.Explain;

/// <summary>Turns what a machine reports into steps, for the folios that are watched.</summary>
internal sealed class StepRecorder : IMachineObserver
{
    private readonly List<ExplanationStep> _steps = [];
    private readonly Dictionary<Pfn, string> _names = [];
    private int _named;
    private bool _watchesNew;
    private bool _watchesPool;

    /// <summary>Called after each step, so that a scenario can let something happen right then.</summary>
    public Action<ExplanationStep>? AfterStep { get; set; }

    public IReadOnlyList<ExplanationStep> Steps => _steps;

    /// <summary>Watches every folio that is allocated from now on.</summary>
    public void WatchNewFolios() => _watchesNew = true;

    /// <summary>Watches every folio that is taken from a pool from now on.</summary>
    public void WatchPool() => _watchesPool = true;

    /// <summary>Watches a folio that exists already, and shows how it stands now.</summary>
    public void Watch(Folio folio, string note)
    {
        Name(folio.Pfn);
        AddState(folio, "(before)", note);
    }

    /// <summary>Adds a step that shows how a folio stands, without anything happening.</summary>
    public void AddState(Folio folio, string function, string note) =>
        Add(folio.Machine, folio.Pfn, function, folio.RefCount, 0, folio.Holders, null, note);

    /// <summary>Adds a step in which nothing is held at all.</summary>
    public void AddNothing(Machine machine, string function, string note) =>
        Add(machine, default, function, 0, 0, [], null, note);

    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        if (_watchesNew && kernelEvent is { Kind: KernelEventKind.PageRefMod, Holder: HolderKind.Allocation, Delta: > 0 })
        {
            Name(kernelEvent.Pfn);
        }

        if (_watchesPool && kernelEvent is { Holder: HolderKind.HugetlbUser, Delta: > 0 })
        {
            Name(kernelEvent.Pfn);
        }

        if (!_names.ContainsKey(kernelEvent.Pfn) || NoteOf(kernelEvent) is not { } note)
        {
            return;
        }

        bool freed = kernelEvent.Kind == KernelEventKind.MmPageFree;
        IReadOnlyList<ReferenceHolder> holders = freed ? [] : machine.PeekFolio(kernelEvent.Pfn).Holders;
        Add(
            machine, kernelEvent.Pfn, kernelEvent.Function, kernelEvent.Count, kernelEvent.Delta, holders,
            kernelEvent.Delta == 0 ? null : kernelEvent.Holder, note);
        if (freed)
        {
            _names.Remove(kernelEvent.Pfn);
        }
    }

    private static string? NoteOf(in KernelEvent kernelEvent) => kernelEvent.Kind switch
    {
        KernelEventKind.PageRefMod when kernelEvent.Delta > 0 => TakeNote(kernelEvent),
        KernelEventKind.PageRefMod => DropNote(kernelEvent),
        KernelEventKind.PageRefFreeze => "frozen: the count is 0, and whoever froze it owns the folio",
        KernelEventKind.PageRefUnfreeze => "the freeze ends",
        KernelEventKind.FolioLock => "locked; a lock holds no reference",
        KernelEventKind.FolioUnlock => "unlocked; the count does not change",
        KernelEventKind.MmFilemapAddToPageCache => "the entry is stored: lookups can find the folio from here on",
        KernelEventKind.MmFilemapDeleteFromPageCache => "the entry goes; the page cache still holds its references",
        KernelEventKind.MmLruInsertion => "on its LRU list; the list takes no reference",
        KernelEventKind.MmPageFree => "back to the page allocator",
        _ => null,
    };

    private static string TakeNote(in KernelEvent kernelEvent) => kernelEvent.Holder switch
    {
        HolderKind.Allocation => "fresh from the page allocator: the one reference is the caller's",
        HolderKind.PageCache => kernelEvent.Order.Pages == 1 ? "the page cache takes one for the page" : $"the page cache takes one for each of the {kernelEvent.Order.Pages} pages",
        HolderKind.LruAddBatch => "this CPU's lru_add batch takes one for its slot",
        HolderKind.LruBatch => "an LRU batch of this CPU takes one for its slot",
        HolderKind.Speculative => "taken from a slot read without a lock: good only if the slot still holds the folio",
        HolderKind.SwapCache => "the swap cache takes one for each page",
        HolderKind.Isolation => "whoever took the folio off its list holds one",
        HolderKind.Get => "one more, on top of one already held",
        _ => "taken",
    };

    private static string DropNote(in KernelEvent kernelEvent) => kernelEvent.Holder switch
    {
        HolderKind.Allocation or HolderKind.Lookup => kernelEvent.Count > 0
            ? "the caller gives its own reference back; the folio stays"
            : "the caller gives its own reference back, and it was the last",
        HolderKind.PageCache => kernelEvent.Count > 0
            ? "the page cache gives back all that it took; others still hold the folio"
            : "the page cache gives back all that it took, and nobody else holds the folio",
        HolderKind.LruAddBatch or HolderKind.LruBatch => kernelEvent.Count > 0
            ? "the batch is drained: its slot's reference goes"
            : "the batch is drained: its slot held the last reference",
        HolderKind.Speculative => "the slot had changed: the reference is given back",
        _ => "dropped",
    };

    private void Add(
        Machine machine, Pfn pfn, string function, int count, int delta, IReadOnlyList<ReferenceHolder> holders, HolderKind? changed,
        string note)
    {
        ExplanationStep step = new(
            _steps.Count, _names.GetValueOrDefault(pfn, "-"), machine.Current.Name, machine.Current.Function, function, count, delta, holders,
            changed, note);
        _steps.Add(step);
        AfterStep?.Invoke(step);
    }

    private void Name(Pfn pfn) => _names.TryAdd(pfn, ((char)('A' + _named++)).ToString());
}
