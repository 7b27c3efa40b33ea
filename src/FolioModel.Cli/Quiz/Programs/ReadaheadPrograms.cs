namespace FolioModel.Cli.Quiz;

/// <summary>Random programs that read a file on a disk: runs of pages in order, jumps, and advice.</summary>
internal static class ReadaheadPrograms
{
    private const int Pages = 256;
    private const int Beyond = 200;

    public static void Reads(ProgramWriter writer)
    {
        writer.Add("machine pages=1024 cpus=1");
        writer.Add($"disk data pages={Pages}");
        int next = writer.Dice.Below(2) == 0 ? 0 : writer.Dice.Below(Beyond);
        for (int i = 0; i < writer.Steps; i++)
        {
            writer.Do(
                (6, () => next = Read(writer, next, writer.Pick(1, 1, 2, 4))),
                (2, () => next = Read(writer, writer.Dice.Below(Beyond), writer.Pick(1, 2))),
                (1, () => next = Read(writer, Math.Max(0, next - writer.Dice.Below(4)), 1)),
                (1, () => writer.Try($"advise data {writer.Pick("random", "sequential", "normal", "normal")}")));
        }
    }

    /// <summary>Reads pages; the page behind them comes next in a run.</summary>
    private static int Read(ProgramWriter writer, int first, int count)
    {
        writer.Try($"pread data {Math.Min(first, Beyond)} {count}");
        return Math.Min(first, Beyond) + count;
    }
}
