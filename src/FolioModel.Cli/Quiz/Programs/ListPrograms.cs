namespace FolioModel.Cli.Quiz;

/// <summary>Random programs about LRU lists and reclaim.</summary>
internal static class ListPrograms
{
    public static void Lru(ProgramWriter writer)
    {
        writer.Add("machine pages=128 cpus=2");
        writer.Add("file data");
        int pages = 3 + writer.Dice.Below(4);
        writer.Add($"read data 0 {pages}");
        writer.Do((1, () => writer.Add("drain all")), (1, () => writer.Get($"find data {writer.Dice.Below(pages)}")));
        writer.Get($"find data {writer.Dice.Below(pages)}");
        for (int i = 0; i < writer.Steps; i++)
        {
            writer.Do(
                (3, () => writer.Get($"find data {writer.Dice.Below(pages)}")),
                (5, () => CachePrograms.Each(writer, name => writer.Try($"access {name}"))),
                (3, writer.Drain),
                (1, () => CachePrograms.Each(writer, name => writer.Try($"isolate {name}"))),
                (1, () => CachePrograms.Each(writer, name => writer.Try($"putback {name}"))),
                (1, () => writer.Try($"read data {10 + writer.Dice.Below(5)} 1")),
                (1, () => CachePrograms.Each(writer, name => writer.Put(name))));
        }

        writer.Drain();
    }

    public static void Reclaim(ProgramWriter writer)
    {
        writer.Add("machine pages=1024 cpus=1 group=200");
        writer.Add("file data");
        int pages = 40 + writer.Dice.Below(24);
        writer.Add($"read data 0 {pages}");
        writer.Add("drain all");
        for (int i = 0; i < 2 * writer.Steps / 3; i++)
        {
            Use(writer, pages);
        }

        writer.Drain();
        writer.Add($"shrink {writer.Pick(4, 8, 16)}");
        for (int i = 0; i < writer.Steps; i++)
        {
            writer.Do(
                (3, () => Use(writer, pages)),
                (2, () => writer.Try($"read data {writer.Dice.Below(pages)} {1 + writer.Dice.Below(3)}")),
                (2, writer.Drain),
                (1, () => writer.Try($"read data {pages} 32")));
        }

        writer.Drain();
        writer.Add($"shrink {writer.Pick(4, 8, 16)}");
    }

    /// <summary>Uses one of the first pages twice, so that it becomes active; or holds it, so that it stays.</summary>
    private static void Use(ProgramWriter writer, int pages)
    {
        if (writer.Get($"find data {writer.Dice.Below(pages)}") is not { } name)
        {
            return;
        }

        if (writer.Dice.Below(4) > 0)
        {
            writer.Try($"access {name}");
            writer.Try($"access {name}");
        }

        if (writer.Dice.Below(3) > 0)
        {
            writer.Put(name);
        }
    }
}
