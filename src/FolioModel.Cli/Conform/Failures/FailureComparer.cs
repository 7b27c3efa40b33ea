using System.Text.Json;

namespace FolioModel.Cli.Conform.Failures;

/// <summary>Compares what a step shows with the model: its result, its signals, and every page that the case names.</summary>
/// <param name="state">The program.</param>
/// <param name="comparer">Compares and counts.</param>
internal sealed class FailureComparer(FailureState state, FieldComparer comparer)
{
    private static readonly (FolioFlags Flag, string Name)[] s_flags =
    [
        (FolioFlags.Locked, "locked"), (FolioFlags.Writeback, "writeback"), (FolioFlags.Referenced, "referenced"),
        (FolioFlags.Uptodate, "uptodate"), (FolioFlags.Dirty, "dirty"), (FolioFlags.Lru, "lru"), (FolioFlags.Active, "active"),
        (FolioFlags.Workingset, "workingset"), (FolioFlags.SwapCache, "swapcache"), (FolioFlags.AnonExclusive, "exclusive"),
        (FolioFlags.Private, "private"), (FolioFlags.Reclaim, "reclaim"), (FolioFlags.SwapBacked, "swapbacked"),
        (FolioFlags.Unevictable, "unevictable"), (FolioFlags.Mlocked, "mlocked"),
    ];

    private long? _corruptedElsewhere;

    public FieldDifference? Compare(RecordedLine line)
    {
        string errno = state.Result < 0 ? ((Errno)state.Result).ToString() : "";
        return comparer.Same("r", line.Int64("r"), Math.Max(state.Result, -1))
            ?? comparer.Same("errno", line.OptionalText("errno") ?? "", errno)
            ?? comparer.Same("sigbus", Code(line, "sigbus"), state.Signal)
            ?? comparer.Same("late", Code(line, "late"), state.LateSignal)
            ?? CompareCorrupted(line)
            ?? ComparePages(line);
    }

    private static long Code(RecordedLine line, string field) => line.Has(field) ? line.Int64(field) : 0;

    /// <summary>The recorded count is the whole machine's: only by how much it changed since the case began says something.</summary>
    private FieldDifference? CompareCorrupted(RecordedLine line)
    {
        long actual = state.Machine.Statistics.Poisoned;
        _corruptedElsewhere ??= line.Int64("corrupted") - actual;
        return comparer.Same("corrupted", line.Int64("corrupted") - _corruptedElsewhere.Value, actual);
    }

    private FieldDifference? ComparePages(RecordedLine line)
    {
        List<int> watched = [.. state.Frames.Keys];
        JsonElement[] rows = [.. line.Array("pages").EnumerateArray()];
        FieldDifference? difference = comparer.Same("pages", rows.Length, watched.Count);
        for (int row = 0; row < rows.Length && difference is null; row++)
        {
            difference = ComparePage(rows[row], watched[row]);
        }

        return difference;
    }

    private FieldDifference? ComparePage(JsonElement recorded, int page)
    {
        Pfn pfn = state.Frames[page];
        string[] actual = Describe(page, pfn);
        string[] expected = [.. recorded.EnumerateArray().Select(static value => value.ToString())];
        comparer.Count("pages", expected.Length);
        return expected.SequenceEqual(actual) ? null
            : new FieldDifference($"page {page}", string.Join(' ', expected), string.Join(' ', actual), state.Machine.PeekFolio(pfn));
    }

    /// <summary>A page as the recorder shows it.</summary>
    private string[] Describe(int page, Pfn pfn)
    {
        Folio folio = state.Machine.PeekFolio(pfn);
        bool poisoned = state.Machine.IsPoisoned(pfn);
        bool held = !folio.IsNone && folio.RefCount > 0;
        if (!held && !poisoned)
        {
            state.MarkGone(page);
        }

        if (state.IsGone(page) || !held)
        {
            return [$"{page}", state.IsGone(page) ? "free" : "out"];
        }

        return
        [
            $"{page}", "held", $"{folio.Order.Value}", $"{pfn.Value - folio.Pfn.Value}", $"{folio.RefCount}", $"{folio.MapCount}",
            FlagsOf(folio), poisoned ? "1" : "0", folio.Has(FolioFlags.HasHwPoisoned) ? "1" : "0",
            folio.Has(FolioFlags.Anon) ? "anon" : folio.Mapping is null ? "none" : "file",
        ];
    }

    private static string FlagsOf(Folio folio) =>
        string.Join(',', s_flags.Where(known => folio.Has(known.Flag)).Select(static known => known.Name));
}
