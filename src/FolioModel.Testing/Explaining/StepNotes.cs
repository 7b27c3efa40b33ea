namespace FolioModel.Testing;

/// <summary>The notes that explain each kind of event in words.</summary>
internal static class StepNotes
{
    private static readonly (string FolioStays, string WasLast) s_own =
        ("the caller gives its own reference back; the folio stays", "the caller gives its own reference back, and it was the last");

    private static readonly (string FolioStays, string WasLast) s_slot =
        ("the batch is drained: its slot's reference goes", "the batch is drained: its slot held the last reference");

    private static readonly (string FolioStays, string WasLast) s_access =
        ("the owner of the I/O lets go; the folio stays", "the owner of the I/O lets go, and it was the last to hold the folio");

    /// <summary>The notes on taking a reference, where they do not depend on the event.</summary>
    private static readonly Dictionary<HolderKind, string> s_taken = new()
    {
        [HolderKind.Allocation] = "fresh from the page allocator: the one reference is the caller's",
        [HolderKind.LruAddBatch] = "this CPU's lru_add batch takes one for its slot",
        [HolderKind.LruBatch] = "an LRU batch of this CPU takes one for its slot",
        [HolderKind.Speculative] = "taken from a slot read without a lock: good only if the slot still holds the folio",
        [HolderKind.SwapCache] = "the swap cache takes one for each page",
        [HolderKind.Isolation] = "the task that took the folio off its list holds one",
        [HolderKind.Get] = "one more, on top of one already held",
        [HolderKind.PageTable] = "one for each page-table entry",
        [HolderKind.GupPin] = "a pin: one for each page, and the folio's own pin count besides",
        [HolderKind.GupGet] = "one for each page that get_user_pages() gave out",
        [HolderKind.Private] = "private data of the filesystem takes one",
        [HolderKind.Split] = "a reference for each part, until the split lets them go",
    };

    /// <summary>The notes on dropping a reference while others are left, and on dropping the last one.</summary>
    private static readonly Dictionary<HolderKind, (string FolioStays, string WasLast)> s_dropped = new()
    {
        [HolderKind.Allocation] = s_own,
        [HolderKind.Lookup] = s_own,
        [HolderKind.Get] = s_own,
        [HolderKind.Split] = s_own,
        [HolderKind.PageCache] = (
            "the page cache gives back all that it took; others still hold the folio",
            "the page cache gives back all that it took, and nobody else holds the folio"),
        [HolderKind.LruAddBatch] = s_slot,
        [HolderKind.LruBatch] = s_slot,
        [HolderKind.Speculative] = Always("the slot had changed: the reference is given back"),
        [HolderKind.PageTable] = Always("unmapped: the page-table entry's reference goes"),
        [HolderKind.GupPin] = s_access,
        [HolderKind.GupGet] = s_access,
        [HolderKind.SwapCache] = Always("out of the swap cache: it gives back one for each page"),
        [HolderKind.Isolation] = ("the isolation ends; the folio stays", "the isolation held the last reference"),
        [HolderKind.Private] = Always("the private data is gone, and its reference"),
    };

    /// <summary>The note of an event, or null when it says nothing to a learner.</summary>
    /// <param name="kernelEvent">The event.</param>
    /// <param name="words">What the owner says of its kinds of holders.</param>
    /// <param name="moves">What changed among the folio's holders, losses first.</param>
    public static string? Of(in KernelEvent kernelEvent, IReadOnlyList<HolderWords> words, IReadOnlyList<HolderChange> moves) =>
        kernelEvent.Kind switch
        {
            KernelEventKind.PageRefMod when kernelEvent.Function == "folio_end_writeback" => kernelEvent.Delta > 0
                ? "writeback holds nothing: without this one the folio could be gone before its waiters are woken"
                : "the waiters are woken",
            KernelEventKind.PageRefMod when kernelEvent.Delta > 0 => Of(kernelEvent.Holder!.Value, words)?.Taken ?? Taken(kernelEvent),
            KernelEventKind.PageRefMod when Of(kernelEvent.Holder!.Value, words) is { } owned =>
                kernelEvent.Count > 0 ? owned.FolioStays : owned.WasLast,
            KernelEventKind.PageRefMod => Dropped(kernelEvent),
            KernelEventKind.PageRefFreeze =>
                "the count was what was expected, and is 0 now: nobody can take a reference until the freeze ends",
            KernelEventKind.PageRefUnfreeze when Of(kernelEvent.Holder!.Value, words) is { } owned => owned.Taken,
            KernelEventKind.PageRefUnfreeze => FreezeEnds(moves, kernelEvent.Function),
            KernelEventKind.PageRefHandOver => HandOver(moves),
            KernelEventKind.FolioLock => "locked; a lock holds no reference",
            KernelEventKind.FolioUnlock => "unlocked; the count does not change",
            KernelEventKind.MmFilemapAddToPageCache => "the entry is stored: lookups can find the folio from here on",
            KernelEventKind.MmFilemapDeleteFromPageCache => "the entry goes; the page cache still holds its references",
            KernelEventKind.MmLruInsertion => "on its LRU list; the list takes no reference",
            KernelEventKind.MmPageFree => "back to the page allocator" + (moves.Count > 0 ? $"; gone with it: {Amounts(moves)}" : ""),
            _ => null,
        };

    /// <summary>The note of an event that says something only where every folio is watched.</summary>
    public static string? OfEveryFolio(in KernelEvent kernelEvent) => kernelEvent.Kind switch
    {
        KernelEventKind.MmPageAlloc => $"a block of order {kernelEvent.Order.Value} leaves the page allocator",
        KernelEventKind.MmLruActivate => "to the active list",
        _ => null,
    };

    private static string FreezeEnds(IReadOnlyList<HolderChange> moves, string function) => moves switch
    {
        [{ Delta: < 0 } lost] when function == "split_huge_page" =>
            $"the freeze ends; the parts are folios of their own now and have the other {-lost.Delta} of the {lost.Kind.Name}",
        [] => "the freeze ends, and every holder has what it had",
        [.., { Delta: > 0 }] => $"the freeze ends; meanwhile {string.Join(", ", moves)}",
        _ => $"the freeze ends without what went elsewhere meanwhile: {Amounts(moves)}",
    };

    private static string HandOver(IReadOnlyList<HolderChange> moves) => moves switch
    {
        [{ Delta: < 0 } from, { Delta: > 0 } to] when from.Kind == HolderKind.Speculative && to.Kind == HolderKind.Lookup =>
            "the slot still held the folio, so the speculative reference is the caller's now",
        [{ Delta: < 0 } from, { Delta: > 0 } to] =>
            $"what the {from.Kind.Name} held is the {to.Kind.Name}'s now; the count does not change",
        _ => $"handed over: {string.Join(", ", moves)}",
    };

    private static string Amounts(IReadOnlyList<HolderChange> moves) =>
        string.Join(" and ", moves.Select(static m => $"{m.Kind.Name} {Math.Abs(m.Delta)}"));

    private static HolderWords? Of(HolderKind kind, IReadOnlyList<HolderWords> words) => words.FirstOrDefault(w => w.Kind == kind);

    private static string Taken(in KernelEvent kernelEvent) =>
        kernelEvent.Holder == HolderKind.PageCache ? CacheTakes(kernelEvent)
        : kernelEvent.Holder == HolderKind.GupPin && kernelEvent.Order.Value == 0
            ? "a pin of a small folio: so many references that it can be told from a get"
        : s_taken.GetValueOrDefault(kernelEvent.Holder!.Value) ?? $"taken: {kernelEvent.Holder.Value.Purpose}";

    private static string CacheTakes(in KernelEvent kernelEvent) => (kernelEvent.Order.Pages, kernelEvent.Delta) switch
    {
        (1, _) => "the page cache takes one for the page",
        (_, 1) => "the page cache takes one for the whole huge page",
        var (pages, _) => $"the page cache takes one for each of the {pages} pages",
    };

    private static string Dropped(in KernelEvent kernelEvent) =>
        s_dropped.TryGetValue(kernelEvent.Holder!.Value, out (string FolioStays, string WasLast) note)
        ? kernelEvent.Count > 0 ? note.FolioStays : note.WasLast
        : $"dropped: {kernelEvent.Holder.Value.Purpose}";

    private static (string FolioStays, string WasLast) Always(string note) => (note, note);
}
