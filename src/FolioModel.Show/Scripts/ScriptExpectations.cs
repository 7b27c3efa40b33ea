namespace FolioModel.Show;

/// <summary>The lines that state what the model must have: a scenario in which it has something else stops there.</summary>
internal static class ScriptExpectations
{
    private const int MostIndex = 1 << 20;

    public const string Form = """
        expect FOLIO COUNT, expect free ORDER BLOCKS, expect kept PAGES, expect nodes FILE COUNT,
        expect entry FILE INDEX folio|shadow|nothing, expect marks FILE INDEX none|dirty|writeback,
        expect list FOLIO inactive|active|unevictable|none, or expect result WORDS
        """;

    private static readonly Dictionary<string, Func<ScriptWorld, ScriptLine, (string Found, string Expected)>> s_kinds = new()
    {
        ["free"] = static (w, l) => (
            $"{w.Machine.Allocator.Zones.Sum(z => z.FreeBlocks(new Order(l.NumberAt(1, "an order", 10))))}", NumberOf(l, 2)),
        ["kept"] = static (w, l) => ($"{w.Machine.Allocator.Zones.Sum(static z => z.PerCpuPageCount.Value)}", NumberOf(l, 1)),
        ["nodes"] = static (w, l) => ($"{w.Machine.Snapshot().Files[w.File(l, 1).Id].Nodes.Length}", NumberOf(l, 2)),
        ["entry"] = static (w, l) => (EntryAt(w.File(l, 1), IndexOf(l)), l.Word(3, "folio, shadow or nothing").Text),
        ["marks"] = static (w, l) => (MarksAt(w.File(l, 1), IndexOf(l)), Rest(l, 3)),
        ["list"] = static (w, l) => (ListOf(w.Machine, w.Folio(l, 1)), l.Word(2, "inactive, active, unevictable or none").Text),
        ["result"] = static (w, l) => (w.Result, Rest(l, 1)),
    };

    /// <summary>Compares what a line states with what the model has.</summary>
    /// <exception cref="BadFolioScriptException">They differ.</exception>
    public static async KernelWork Check(ScriptWorld world, ScriptLine line)
    {
        await world.Machine.PointAsync(SchedulingPoint.Reschedule);
        (string found, string expected) = s_kinds.TryGetValue(line.Word(0, "a folio, or what is stated").Text, out var kind)
            ? kind(world, line)
            : ($"{world.Folio(line, 0).RefCount}", NumberOf(line, 1));
        if (found != expected)
        {
            throw line.Error(line.Verb, $"the model has {found}, not {expected}");
        }
    }

    private static string NumberOf(ScriptLine line, int place) => $"{line.NumberAt(place, "a number", int.MaxValue)}";

    private static PageIndex IndexOf(ScriptLine line) => new((ulong)line.NumberAt(2, "an index", MostIndex));

    private static string Rest(ScriptLine line, int from) => string.Join(' ', line.Words.Skip(from).Select(static w => w.Text));

    private static string EntryAt(AddressSpace file, PageIndex index) =>
        file.Pages.Peek(index) is var entry && entry.IsFolio ? "folio" : entry.IsValue ? "shadow" : "nothing";

    private static string MarksAt(AddressSpace file, PageIndex index)
    {
        IEnumerable<string> marks = new[] { PageCacheTag.Dirty, PageCacheTag.Writeback }.Where(t => file.Pages.GetTag(index, t))
            .Select(static t => t == PageCacheTag.Dirty ? "dirty" : "writeback");
        return string.Join(' ', marks) is { Length: > 0 } all ? all : "none";
    }

    private static string ListOf(Machine machine, Folio folio) =>
        folio.Has(FolioFlags.Unevictable) && folio.Has(FolioFlags.Lru) ? "unevictable"
        : machine.Snapshot().Lists.FirstOrDefault(l => l.Folios.Contains(folio.Pfn)) is not { } list ? "none"
        : list.List is LruListKind.ActiveAnon or LruListKind.ActiveFile ? "active" : "inactive";
}
