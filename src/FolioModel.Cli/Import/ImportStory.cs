using System.Globalization;
using FolioModel.Diagnosis;
using FolioModel.Show;

namespace FolioModel.Cli.Import;

/// <summary>The balances of an imported trace as a story in the format <c>folio-trace/1</c>, which <c>folio show</c> draws.</summary>
/// <remarks>
/// A trace of a real kernel shows counts and who changed them, not the machine: the states have the folios with their holders, and
/// nothing else.
/// </remarks>
internal sealed class ImportStory
{
    private const string Unknown = "taken before the trace, or by an event that is missing";

    private readonly Dictionary<long, Life> _lives = [];
    private readonly List<ExplanationStep> _steps = [];
    private int _letters;

    private ImportStory()
    {
    }

    /// <summary>Makes the story of the pages whose balances a report has, in the order of the trace.</summary>
    /// <param name="report">The report.</param>
    /// <param name="name">What the trace is called.</param>
    public static FolioTrace Of(TraceReport report, string name)
    {
        ImportStory story = new();
        foreach ((long pfn, TraceChange change) in report.Balances
            .SelectMany(static b => b.Value.Select(c => (Pfn: b.Key, Change: c))).OrderBy(static c => c.Change.Line))
        {
            story.Add(pfn, change);
        }

        TraceLeak[] lost = [.. report.Leaks.Where(l => report.Balances.ContainsKey(l.Pfn))];
        string answer = lost.Length == 0 ? "Everything that was taken for a while was given back before the trace ended."
            : $"At the end nobody has given back {string.Join(", ", lost.Select(LossOf))}.";
        return FolioTrace.Of(new Explanation(
            name, "Who held each reference of these pages, and what did nobody give back?", "a real kernel", 0, "-", story._steps, answer,
            [
                string.Create(CultureInfo.InvariantCulture, $"{report.AttributedPart:P2} of all {report.Changes} changes are explained."),
                "A recorded kernel shows counts and events, not its lists and files: there are none in the states.",
            ]));
    }

    private static string LossOf(TraceLeak leak) =>
        $"{leak.Holding.Kind.Name} {leak.Holding.Amount} of page 0x{leak.Pfn:x}, taken by {leak.Holding.Taker}() in {leak.Holding.Task} "
        + $"at line {leak.Holding.Line}";

    private void Add(long pfn, TraceChange change)
    {
        if (!_lives.TryGetValue(pfn, out Life? life))
        {
            _lives.Add(pfn, life = new Life(LetterOf(_letters++)));
        }

        IReadOnlyList<ReferenceHolder> before = life.Holders();
        string note = life.Book(change);
        IReadOnlyList<ReferenceHolder> after = life.Holders();
        _steps.Add(new ExplanationStep(
            _steps.Count, life.Letter, change.Task, FunctionOf(change), null, FunctionOf(change), change.Count, change.Amount, after,
            change.Kind ?? HolderKind.Get,
            string.Create(CultureInfo.InvariantCulture, $"{change.Seconds:F6} s, line {change.Line}: {note}"))
        {
            Pfn = new Pfn((int)pfn),
            Event = KernelEventKind.PageRefMod,
            Moves = HolderChange.Between(before, after),
        });
        if (change.Count == 0)
        {
            _lives.Remove(pfn);
            _steps.Add(new ExplanationStep(
                _steps.Count, life.Letter, change.Task, FunctionOf(change), null, "(free)", 0, 0, [], null,
                "nobody holds it any more: the page goes back to the allocator")
            {
                Pfn = new Pfn((int)pfn),
                Event = KernelEventKind.MmPageFree,
            });
        }
    }

    private static string FunctionOf(TraceChange change) => change.Function.Length > 0 ? change.Function : "(no stack)";

    /// <summary>A, B, ..., Z, AA, AB, ...</summary>
    private static string LetterOf(int number) =>
        number < 26 ? ((char)('A' + number)).ToString() : LetterOf((number / 26) - 1) + (char)('A' + (number % 26));

    /// <summary>One life of a page frame: who holds it, as far as the trace says.</summary>
    private sealed class Life(string letter)
    {
        private readonly List<(HolderKind Kind, int Amount, string Who, long Line)> _held = [];
        private int _count;

        public string Letter { get; } = letter;

        /// <summary>Books a change.</summary>
        /// <returns>What it was, in words.</returns>
        public string Book(TraceChange change)
        {
            _count = change.Count;
            string who = $"{FunctionOf(change)} in {change.Task}";
            if (change.Amount > 0)
            {
                _held.Add((change.Kind ?? HolderKind.Get, change.Amount, change.Kind is null ? Unknown : who, change.Line));
                return change.Kind is null ? "taken, and no stack says what for" : $"taken by {who}";
            }

            int left = -change.Amount;
            for (int i = _held.Count - 1; i >= 0 && left > 0; i--)
            {
                if (change.TakenAt == 0 ? _held[i].Kind == change.Kind : _held[i].Line == change.TakenAt)
                {
                    left = Drop(i, left);
                }
            }

            return change.Kind is null ? "given back, and nothing says whose it was"
                : change.TakenAt > 0 ? $"given back by {who}; taken at line {change.TakenAt}"
                : $"given back by {who}; taken before the trace";
        }

        /// <summary>The holders, whose sum is the count: an unknown holder has what the trace does not explain.</summary>
        public List<ReferenceHolder> Holders()
        {
            // More is booked than the count says: an event is missing, and the oldest reference is the likeliest to have gone.
            for (int surplus = _held.Sum(static h => h.Amount) - _count; surplus > 0;)
            {
                surplus = Drop(0, surplus);
            }

            int known = _held.Sum(static h => h.Amount);
            List<ReferenceHolder> holders = [.. _held.Select(static h => new ReferenceHolder(h.Kind, h.Amount, h.Who))];
            if (known < _count)
            {
                holders.Add(new ReferenceHolder(HolderKind.Get, _count - known, Unknown));
            }

            return holders;
        }

        private int Drop(int index, int amount)
        {
            (HolderKind kind, int held, string who, long line) = _held[index];
            if (held > amount)
            {
                _held[index] = (kind, held - amount, who, line);
                return 0;
            }

            _held.RemoveAt(index);
            return amount - held;
        }
    }
}
