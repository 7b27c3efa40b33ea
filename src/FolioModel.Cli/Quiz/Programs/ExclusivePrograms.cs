namespace FolioModel.Cli.Quiz;

/// <summary>Random programs about operations that want a folio to themselves.</summary>
internal static class ExclusivePrograms
{
    public static void SplitMigrate(ProgramWriter writer)
    {
        writer.Add("machine pages=128 cpus=2");
        writer.Add("file data pages=256 order=2");
        CachePrograms.Unlocked(writer, "grab data 0 order=2");
        CachePrograms.Unlocked(writer, "grab data 8");
        writer.Add("drain all");
        writer.Do((1, () => writer.Add("lock a")), (1, () => writer.Add("isolate b")));
        for (int i = 0; i < writer.Steps; i++)
        {
            writer.Do(
                (3, () => writer.Get($"find data {writer.Pick(0, 1, 2, 8)}")),
                (4, () => CachePrograms.Each(writer, name => writer.Put(name))),
                (3, () => CachePrograms.Each(writer, name => Lock(writer, name))),
                (3, () => CachePrograms.Each(writer, name => writer.Try($"isolate {name}"))),
                (1, () => CachePrograms.Each(writer, name => writer.Try($"pin {name}"))),
                (1, () => CachePrograms.Each(writer, name => writer.Try($"dirty {name}"))),
                (1, writer.Drain));
        }
    }

    public static void PinsAndGuests(ProgramWriter writer)
    {
        writer.Add("machine pages=128 cpus=2");
        writer.Add("file memory");
        writer.Add("guest private pages=16");
        writer.Add("process vmm");
        writer.Add("task other on 1");
        writer.Add("map vmm memory 0 4 as area");
        writer.Add($"{writer.Pick("", "other: ")}fallocate private 0 {2 + writer.Dice.Below(3)}");
        writer.Add("touch area 0 write");
        writer.Get($"find {writer.Pick("memory", "private")} 0");
        for (int i = 0; i < writer.Steps; i++)
        {
            string file = writer.Pick("memory", "memory", "private");
            writer.Do(
                (3, () => writer.Try($"touch area {writer.Dice.Below(3)}{writer.Pick("", " write")}")),
                (4, () => writer.Get($"find {file} {writer.Dice.Below(3)}")),
                (3, () => CachePrograms.Each(writer, name => writer.Try($"pin {name}"))),
                (2, () => CachePrograms.Each(writer, name => writer.Try($"unpin {name}"))),
                (3, () => CachePrograms.Each(writer, name => writer.Put(name))),
                (2, writer.Drain),
                (1, () => writer.Try("unmap area")));
        }
    }

    private static void Lock(ProgramWriter writer, string name)
    {
        if (writer.FolioOf(name).IsLocked)
        {
            writer.Try($"unlock {name}");
        }
        else
        {
            writer.Try($"lock {name}");
        }
    }
}
