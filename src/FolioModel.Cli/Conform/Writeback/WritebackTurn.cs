namespace FolioModel.Cli.Conform.Writeback;

/// <summary>The device began to get pages of a file: after those of another file, or after a time without any.</summary>
/// <param name="File">The file.</param>
/// <param name="Page">The first page.</param>
/// <param name="Start">When, in milliseconds.</param>
/// <param name="Last">When the latest page came.</param>
internal readonly record struct WritebackTurn(string File, ulong Page, double Start, double Last)
{
    private const double Silence = 300;

    /// <summary>Adds a request to the turns before it.</summary>
    public static void Add(List<WritebackTurn> turns, string file, ulong page, double milliseconds)
    {
        if (turns.Count > 0 && turns[^1] is { } turn && turn.File == file && milliseconds - turn.Last <= Silence)
        {
            turns[^1] = turn with { Last = milliseconds };
        }
        else
        {
            turns.Add(new WritebackTurn(file, page, milliseconds, milliseconds));
        }
    }

    /// <summary>
    /// How long after the start of the latest step: the steps before it take a time that says more about the machine than about its kernel.
    /// </summary>
    /// <param name="starts">When the steps started.</param>
    public double InStep(IReadOnlyDictionary<int, double> starts)
    {
        double start = Start;
        return start - starts.Values.Where(s => s <= start).DefaultIfEmpty().Max();
    }

    /// <summary>Whether two lists of turns are about the same files and pages.</summary>
    public static bool AreAlike(IReadOnlyList<WritebackTurn> one, IReadOnlyList<WritebackTurn> other) =>
        one.Select(static t => (t.File, t.Page)).SequenceEqual(other.Select(static t => (t.File, t.Page)));

    /// <inheritdoc/>
    public override string ToString() => $"{File} from page {Page}";
}
