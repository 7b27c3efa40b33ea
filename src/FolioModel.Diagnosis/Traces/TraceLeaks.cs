using System.Runtime.InteropServices;

namespace FolioModel.Diagnosis;

/// <summary>Finds what was still held when a trace ended, and should have been given back.</summary>
/// <param name="pages">The pages of the trace.</param>
/// <param name="reader">The reader, for the names.</param>
/// <param name="attribution">Who takes where.</param>
internal sealed class TraceLeaks(PageLives pages, TraceReader reader, TraceAttribution attribution)
{
    private readonly List<TraceLeak> _leaks = [];
    private readonly List<OpenReference> _open = [];
    private readonly List<OpenReference> _held = [];

    /// <summary>The references for a while that are open; first those of pages with no other holder.</summary>
    public TraceLeak[] Find()
    {
        foreach (PageLife page in pages.All())
        {
            pages.CopyOpen(page, _open);
            AddOf(page);
        }

        // By numbers: a trace without stacks can have as many as pages, and comparing objects was a third of the whole time then.
        TraceLeak[] leaks = [.. _leaks];
        long[] places = [.. _leaks.Select(static leak => leak.IsOrphan ? leak.Holding.Line - long.MaxValue : leak.Holding.Line)];
        Array.Sort(places, leaks);
        return leaks;
    }

    /// <summary>A reference that its taker should have given back soon. What a page fault took has become the page table's.</summary>
    private static bool IsForAWhile(OpenReference open) => open.Kind == HolderKind.GupPin || open.Kind == HolderKind.GupGet
        || ((open.Kind == HolderKind.Lookup || open.Kind == HolderKind.Get || open.Kind == HolderKind.Isolation
            || open.Kind == HolderKind.Speculative) && !open.InFault);

    private void AddOf(in PageLife page)
    {
        bool isOrphan = page.Before == 0 && _open.TrueForAll(IsForAWhile);
        _held.Clear();
        foreach (OpenReference open in _open)
        {
            if (IsForAWhile(open))
            {
                Join(open);
            }
        }

        foreach (OpenReference held in _held)
        {
            _leaks.Add(new TraceLeak(page.Pfn, HoldingOf(held), page.Count, isOrphan));
        }
    }

    /// <summary>Adds a reference to those of the same taker: a pin of a small page is counted in two steps.</summary>
    private void Join(in OpenReference open)
    {
        foreach (ref OpenReference held in CollectionsMarshal.AsSpan(_held))
        {
            if (held.Kind == open.Kind && held.Task == open.Task
                && (held.Stack == open.Stack || attribution.TakerOf(held.Stack) == attribution.TakerOf(open.Stack)))
            {
                held = held with { Amount = held.Amount + open.Amount };
                return;
            }
        }

        _held.Add(open);
    }

    private TraceHolding HoldingOf(OpenReference open) => new(
        open.Kind, open.Amount, attribution.TakerOf(open.Stack), reader.Tasks[open.Task], open.Seconds,
        reader.Stacks.FunctionsOf(open.Stack), open.Line);
}
