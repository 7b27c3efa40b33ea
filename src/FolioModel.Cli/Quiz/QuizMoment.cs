using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Quiz;

/// <summary>A program that has run up to a line: what questions about this moment are made from.</summary>
internal sealed class QuizMoment
{
    private readonly IReadOnlyList<string> _lines;

    /// <summary>Runs the first lines of a program.</summary>
    /// <param name="lines">The program.</param>
    /// <param name="line">The number of the last line to run, from 1.</param>
    public QuizMoment(IReadOnlyList<string> lines, int line)
    {
        _lines = lines;
        Line = line;
        Session = FolioSession.Of(lines.Take(line), ModuleSet.BuiltIn.ScriptVerbs);
        Snapshot = Session.Machine.Snapshot();
        Folios = [.. Session.Folios.OrderBy(static f => f.Key, StringComparer.Ordinal)];
    }

    /// <summary>The names of the holders that programs can bring about.</summary>
    public static IReadOnlyList<string> HolderNames { get; } =
    [
        .. new[]
        {
            HolderKind.PageCache, HolderKind.LruAddBatch, HolderKind.LruBatch, HolderKind.Allocation, HolderKind.Lookup, HolderKind.Get,
            HolderKind.Isolation, HolderKind.PageTable, HolderKind.GupPin,
        }.Select(static k => k.Name),
    ];

    /// <summary>The number of the last line that ran.</summary>
    public int Line { get; }

    public FolioSession Session { get; }

    public MachineSnapshot Snapshot { get; }

    /// <summary>The folios that have a name, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, Folio>> Folios { get; }

    /// <summary>The line that runs next, or null at the end.</summary>
    public string? Next => Line < _lines.Count ? _lines[Line] : null;

    /// <summary>The line that ran last, with what it gave.</summary>
    public FolioSessionStep Last => Session.History[^1];

    /// <summary>The moment after the next line.</summary>
    public QuizMoment After() => new(_lines, Line + 1);

    /// <summary>The machine as it would be if other lines ran now, and what the last of them would give.</summary>
    /// <param name="lines">The lines.</param>
    /// <returns>The session, or null where one of them cannot be run.</returns>
    public FolioSession? Try(params string[] lines)
    {
        FolioSession copy = Session.Copy();
        try
        {
            foreach (string line in lines)
            {
                copy.Run(line);
            }

            return copy;
        }
        catch (BadFolioScriptException)
        {
            return null;
        }
    }

    /// <summary>One of the named folios, or null where there is none.</summary>
    public KeyValuePair<string, Folio>? Pick(SplitMix dice, Func<Folio, bool>? fits = null)
    {
        KeyValuePair<string, Folio>[] fitting = [.. Folios.Where(f => fits is null || fits(f.Value))];
        return fitting.Length == 0 ? null : fitting[dice.Below(fitting.Length)];
    }

    /// <summary>A file of the program, or null where there is none.</summary>
    public (string Name, AddressSpace File)? PickFile(SplitMix dice)
    {
        KeyValuePair<string, AddressSpace>[] files = [.. Session.Files.OrderBy(static f => f.Key, StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            return null;
        }

        KeyValuePair<string, AddressSpace> picked = files[dice.Below(files.Length)];
        return (picked.Key, picked.Value);
    }

    public FolioSnapshot SnapshotOf(Folio folio) => Snapshot.Folios[folio.Pfn];

    /// <summary>The history of the holders of a folio, a line of the program each.</summary>
    public IReadOnlyList<string> HistoryOf(string name, Folio folio)
    {
        List<string> told = [$"{name}: {folio.RefCount} = {SumOf(folio)}"];
        List<(FolioSessionStep Line, ExplanationStep Step)> steps =
        [
            .. Session.History.SelectMany(static l => l.Steps.Select(s => (l, s))).Where(s => s.s.Pfn == folio.Pfn),
        ];
        int begin = steps.FindLastIndex(static s => s.Step.Event == KernelEventKind.MmPageFree) + 1;
        foreach (IGrouping<FolioSessionStep, (FolioSessionStep Line, ExplanationStep Step)> line in
            steps.Skip(begin).GroupBy(static s => s.Line))
        {
            string[] moves =
            [
                .. line.SelectMany(static s => s.Step.Moves).GroupBy(static m => m.Kind.Name, static m => m.Delta)
                    .Where(static m => m.Sum() != 0).Select(static m => $"{m.Key} {m.Sum():+0;-0}"),
            ];
            if (moves.Length > 0)
            {
                told.Add($"line {line.Key.Line} ({line.Key.Text.Trim()}): {string.Join(", ", moves)}; count {line.Last().Step.Count}");
            }
        }

        return told;
    }

    /// <summary>The holders of a folio with their amounts, one of each kind.</summary>
    public static IEnumerable<string> HoldersOf(Folio folio) => folio.Holders.GroupBy(static h => h.Kind.Name, static h => h.Count)
        .Select(static h => $"{h.Key} {h.Sum()}");

    private static string SumOf(Folio folio) => string.Join(" + ", folio.Holders) is { Length: > 0 } sum ? sum : "nobody";
}
