namespace FolioModel.Cli.Quiz;

/// <summary>Random programs about the page allocator.</summary>
internal static class BuddyPrograms
{
    public static void Buddy(ProgramWriter writer)
    {
        writer.Add("machine pages=64 cpus=1 percpu=0");
        for (int i = 0; i < writer.Steps; i++)
        {
            writer.Do((3, () => writer.Get($"alloc order={writer.Dice.Below(4)}")), (2, () => PutOne(writer)));
        }
    }

    public static void PerCpu(ProgramWriter writer)
    {
        writer.Add($"machine pages={writer.Pick(1024, 4096, 16384)} cpus=2");
        writer.Add("task other on 1");
        for (int i = 0; i < writer.Steps; i++)
        {
            string task = writer.Dice.Below(3) == 0 ? "other: " : "";
            writer.Do((3, () => writer.Get($"{task}alloc order={writer.Pick(0, 0, 0, 1, 2)}")), (2, () => PutOne(writer, task)));
        }
    }

    private static void PutOne(ProgramWriter writer, string task = "")
    {
        if (writer.Owner() is { } name)
        {
            writer.Put(name, task);
        }
    }
}
