namespace FolioModel.Cli.Quiz;

/// <summary>Random programs about files: counts, the tree, lookups, dirty pages.</summary>
internal static class CachePrograms
{
    private static readonly int[] s_indices = [0, 1, 5, 8, 16, 40, 63, 64, 100, 300, 1000, 4000];

    public static void Counts(ProgramWriter writer)
    {
        writer.Add("file data");
        First(writer, "data", 0);
        for (int i = 0; i < writer.Steps; i++)
        {
            writer.Do(
                (3, () => First(writer, "data", writer.Dice.Below(3))),
                (4, () => writer.Get($"find data {writer.Dice.Below(3)}")),
                (2, () => Each(writer, writer.Take)),
                (4, () => Each(writer, name => writer.Put(name))),
                (1, () => Each(writer, name => writer.Try($"dirty {name}"))),
                (2, writer.Drain),
                (1, () => Truncate(writer, "data", writer.Dice.Below(3))));
        }
    }

    public static void Tree(ProgramWriter writer)
    {
        writer.Add("machine pages=256 cpus=1");
        writer.Add("file data pages=4096 order=3");
        for (int i = 0; i < writer.Steps; i++)
        {
            int index = writer.Pick(s_indices);
            int order = writer.Pick(0, 0, 0, 1, 2, 3);
            string large = order == 0 || index % (1 << order) != 0 ? "" : $" order={order}";
            writer.Do(
                (5, () => Unlocked(writer, $"grab data {index}{large}")),
                (2, () => Each(writer, name => writer.Try($"dirty {name}"))),
                (2, () => Truncate(writer, "data", index)));
        }
    }

    public static void Lookup(ProgramWriter writer)
    {
        writer.Add("file data pages=64 order=2");
        writer.Add("task reader on 1");
        Unlocked(writer, "grab data 0");
        Unlocked(writer, "grab data 4 order=2");
        writer.Add("drain all");
        for (int i = 0; i < writer.Steps; i++)
        {
            string task = writer.Dice.Below(2) == 0 ? "reader: " : "";
            writer.Do(
                (5, () => writer.Get($"{task}find data {writer.Dice.Below(9)}")),
                (3, () => Each(writer, name => writer.Put(name, task))),
                (1, () => Truncate(writer, "data", writer.Pick(0, 4))),
                (1, () => Unlocked(writer, $"grab data {writer.Dice.Below(4)}")));
        }
    }

    public static void Writeback(ProgramWriter writer)
    {
        writer.Add("machine pages=64 cpus=1");
        writer.Add("file data");
        for (int index = 1; index < 4; index++)
        {
            Unlocked(writer, $"grab data {index}");
        }

        writer.Add("drain all");
        for (int i = 0; i < writer.Steps; i++)
        {
            Each(writer, name => Write(writer, name));
        }
    }

    /// <summary>Grabs a page, and unlocks it as its first user does.</summary>
    public static string? Unlocked(ProgramWriter writer, string grab)
    {
        string? name = writer.Get(grab);
        if (name is not null)
        {
            writer.Add($"unlock {name}");
        }

        return name;
    }

    public static void Each(ProgramWriter writer, Action<string> act)
    {
        if (writer.Owner() is { } name)
        {
            act(name);
        }
    }

    public static void Truncate(ProgramWriter writer, string file, int index)
    {
        if (writer.HasFolioAt(file, index))
        {
            writer.Try($"truncate {file} {index} {index}");
        }
    }

    private static void First(ProgramWriter writer, string file, int index)
    {
        if (!writer.HasFolioAt(file, index))
        {
            Unlocked(writer, $"grab {file} {index}");
        }
    }

    /// <summary>The next thing that happens to a page on its way to the disk.</summary>
    private static void Write(ProgramWriter writer, string name)
    {
        Folio folio = writer.FolioOf(name);
        if (folio.Has(FolioFlags.Writeback))
        {
            writer.Try($"endwriteback {name}");
        }
        else if (folio.Has(FolioFlags.Dirty) && writer.Try($"lock {name}"))
        {
            writer.Try($"writeback {name}");
            writer.Add($"unlock {name}");
        }
        else if (writer.Dice.Below(4) == 0)
        {
            writer.Put(name);
        }
        else
        {
            writer.Try($"dirty {name}");
        }
    }
}
