using System.Runtime.InteropServices;

namespace FolioModel.Diagnosis;

/// <summary>
/// Follows the references of every page through a trace of a real kernel: who took each, who gave it back, and which were never given back.
/// </summary>
public sealed class TraceImport
{
    private const int MostProblems = 1000;
    private const int LargestOrder = 10;

    private static readonly HolderKind[] s_pageCache = [HolderKind.PageCache];
    private static readonly HolderKind[] s_caches = [HolderKind.PageCache, HolderKind.SwapCache];

    private readonly TraceReader _reader;
    private readonly TraceAttribution _attribution;
    private readonly PageLives _pages = new();
    private readonly Dictionary<HolderKind, long> _holders = [];
    private readonly Dictionary<long, IReadOnlyList<TraceChange>> _balances = [];
    private readonly List<TraceProblem> _problems = [];
    private readonly HashSet<long> _wanted;
    private long _events;
    private long _lives;
    private long _changes;
    private long _attributed;
    private bool _showsCounts;

    private TraceImport(Stream text, IEnumerable<long>? pages)
    {
        _reader = new TraceReader(text);
        _attribution = new TraceAttribution(_reader.Stacks);
        _wanted = [.. pages ?? []];
    }

    /// <summary>Reads a trace to its end. What is kept grows with the pages in use and the different stacks, not with the text.</summary>
    /// <param name="text">The text, see <see cref="TraceReader"/>.</param>
    /// <param name="pages">The page frames whose balances are kept line by line; null for none.</param>
    public static TraceReport Read(Stream text, IEnumerable<long>? pages = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        TraceImport import = new(text, pages);
        while (import._reader.TryRead(out TraceEvent read))
        {
            import._events++;
            import.Follow(read);
        }

        return import.Report();
    }

    private void Follow(in TraceEvent read)
    {
        ref PageLife page = ref _pages.Of(read.Pfn);
        if (read.Kind is TraceEventKind.Allocated or TraceEventKind.Freed or TraceEventKind.AddedToCache
            or TraceEventKind.DeletedFromCache)
        {
            Derive(ref page, read);
            return;
        }

        if (!_showsCounts && read.Kind is not (TraceEventKind.InsertedIntoLru or TraceEventKind.Activated))
        {
            // The counts themselves say what was only derived until now.
            _showsCounts = true;
            _pages.Clear();
            page = ref _pages.Of(read.Pfn);
        }

        switch (read.Kind)
        {
            case TraceEventKind.ReferenceSet or TraceEventKind.ReferenceChanged or TraceEventKind.ReferenceDropped
                or TraceEventKind.ReferenceTried:
                Change(ref page, read);
                break;
            case TraceEventKind.Frozen when read.Returned != 0:
                page.Note(0, -read.Value);
                page.Frozen = read.Value;
                break;
            case TraceEventKind.Unfrozen:
                Unfreeze(ref page, read);
                break;
        }
    }

    /// <summary>
    /// A kernel without <c>CONFIG_DEBUG_PAGE_REF</c> shows allocation, page cache and freeing; their references follow from that, other
    /// holders do not show.
    /// </summary>
    private void Derive(ref PageLife page, in TraceEvent read)
    {
        if (_showsCounts)
        {
            if (read.Kind == TraceEventKind.Freed)
            {
                _pages.End(ref page);
            }

            return;
        }

        int pages = 1 << Math.Clamp(read.Order, 0, LargestOrder);
        switch (read.Kind)
        {
            case TraceEventKind.Allocated:
                _pages.End(ref page);
                _changes++;
                _attributed++;
                page.Note(1, 1);
                Open(ref page, HolderKind.Allocation, 1, inFault: true, read);
                Keep(read with { Count = 1 }, 1, HolderKind.Allocation, null, 0);
                break;
            case TraceEventKind.AddedToCache:
                _changes++;
                _attributed++;
                page.Note(Math.Max(0, page.Count) + pages, pages);
                Open(ref page, HolderKind.PageCache, pages, inFault: false, read);
                Keep(read with { Count = page.Count }, pages, HolderKind.PageCache, null, 0);
                break;
            case TraceEventKind.DeletedFromCache:
                _changes++;
                page.Note(Math.Max(pages, page.Count) - pages, -pages);
                _attributed++;
                _pages.GiveBack(ref page, s_pageCache, pages, read.Task);
                Keep(read with { Count = page.Count }, -pages, HolderKind.PageCache, null, 0);
                break;
            default:
                _lives++;
                _pages.End(ref page);
                break;
        }
    }

    private void Change(ref PageLife page, in TraceEvent read)
    {
        int change = read.Change;
        if (read.Kind == TraceEventKind.ReferenceSet)
        {
            _pages.End(ref page);
        }

        if (change == 0)
        {
            return;
        }

        if (page.Note(read.Count, change) is int missed && missed != 0 && HasRoom)
        {
            AddProblem(read, $"the count went {(missed > 0 ? "up" : "down")} by {Math.Abs(missed)} without an event");
        }

        _changes++;
        if (change > 0)
        {
            Take(ref page, read, change);
        }
        else
        {
            GiveBack(ref page, read, -change, _attribution.GiveBack(read));
        }

        if (read.Count == 0)
        {
            _lives++;
            _pages.End(ref page);
        }
    }

    private void Take(ref PageLife page, in TraceEvent read, int amount)
    {
        TraceAttribution.Taking taking = _attribution.Take(read);
        Open(ref page, taking.Kind, amount, taking.InFault, read);
        if (taking.IsKnown)
        {
            _attributed++;
        }
        else if (HasRoom)
        {
            AddProblem(read, $"{amount} taken, and no stack says what for");
        }

        Keep(read, amount, taking.IsKnown ? taking.Kind : null, taking.Taker, 0);
    }

    private void GiveBack(ref PageLife page, in TraceEvent read, int amount, HolderKind[] kinds)
    {
        (HolderKind Kind, long Line)? given = _pages.GiveBack(ref page, kinds, amount, read.Task);
        if (given is not null)
        {
            _attributed++;
        }
        else if (HasRoom)
        {
            AddProblem(read, kinds.Length == 0 ? $"{amount} given back, and no stack says by whom"
                : $"{amount} given back as {kinds[0]}, and none is held");
        }

        Keep(read, -amount, given?.Kind, null, given?.Line ?? 0);
    }

    /// <summary>A folio that was frozen comes back with fewer references: those of the cache that it left.</summary>
    private void Unfreeze(ref PageLife page, in TraceEvent read)
    {
        int gone = page.Frozen - read.Value;
        page.Frozen = 0;
        page.Note(read.Count, read.Value);
        if (gone > 0)
        {
            _changes++;
            GiveBack(ref page, read, gone, s_caches);
        }
        else if (gone < 0)
        {
            _changes++;
            Take(ref page, read, -gone);
        }
    }

    private void Open(ref PageLife page, HolderKind kind, int amount, bool inFault, in TraceEvent read)
    {
        _pages.Take(ref page, new OpenReference(kind, amount, inFault, read.Task, read.Stack, read.Seconds, read.Line));
        CollectionsMarshal.GetValueRefOrAddDefault(_holders, kind, out _) += amount;
    }

    /// <summary>Whether another problem is kept. A trace without stacks has one in nearly every line: no text is made in vain.</summary>
    private bool HasRoom => _problems.Count < MostProblems;

    private void AddProblem(in TraceEvent read, string what) => _problems.Add(new TraceProblem(read.Line, read.Pfn, what));

    private void Keep(in TraceEvent read, int amount, HolderKind? kind, string? function, long takenAt)
    {
        if (_wanted.Count == 0 || !_wanted.Contains(read.Pfn))
        {
            return;
        }

        if (!_balances.TryGetValue(read.Pfn, out IReadOnlyList<TraceChange>? balance))
        {
            _balances.Add(read.Pfn, balance = new List<TraceChange>());
        }

        function ??= _reader.Stacks.FunctionsOf(read.Stack) is [var first, ..] ? first : "";
        ((List<TraceChange>)balance).Add(
            new TraceChange(amount, kind, function, _reader.Tasks[read.Task], read.Seconds, read.Count, read.Line, takenAt));
    }

    private TraceReport Report() => new(
        _reader.Lines, _events, _pages.Count, _lives, _changes, _attributed, new TraceLeaks(_pages, _reader, _attribution).Find(),
        _problems, _holders, _balances);
}
