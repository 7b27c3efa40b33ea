using FolioModel.Groups;

namespace FolioModel.Show;

/// <summary>Builds the machine that a scenario file's <c>machine</c> line describes.</summary>
internal static class ScriptMachine
{
    private const int MostPages = 1 << 16;

    /// <summary>The forms of the line's options, for help and documents.</summary>
    public const string Form = "machine [pages=N] [cpus=N] [profile=6.12] [percpu=N] [lru=classic|generations|both] [group=N]";

    /// <summary>A machine as a line describes it, or the usual one.</summary>
    /// <param name="line">The line, or null.</param>
    /// <param name="generations">Whether to build it with the multi-generation LRU in place of what the line says.</param>
    public static Machine New(ScriptLine? line, bool generations = false)
    {
        MachineOptions options = OptionsOf(line);
        Machine machine = new(
            generations ? options with { Profile = options.Profile with { MultiGenerationLru = true } } : options);
        if (GroupLimitOf(line) is { } limit)
        {
            MemoryGroup group = machine.CreateGroup("group");
            group.Max = new PageCount(limit);
            machine.Boot.Group = group;
        }

        return machine;
    }

    public static int PagesOf(ScriptLine? line) => line?.Option("pages", 64, MostPages) ?? 64;

    public static int CpusOf(ScriptLine? line) => line?.Option("cpus", 2, 16) ?? 2;

    /// <summary>The limit of the memory control group that all tasks are in, in pages; null where there is no group.</summary>
    public static int? GroupLimitOf(ScriptLine? line) =>
        line is not null && line.Options.ContainsKey("group") ? line.Option("group", 0, MostPages) : null;

    public static KernelProfile ProfileOf(ScriptLine? line)
    {
        KernelProfile profile = KernelProfile.Linux612;
        if (line is not null && line.Options.TryGetValue("profile", out ScriptWord name))
        {
            profile = KernelProfile.Find(name.Text)
                ?? throw line.Error(
                    name,
                    $"there is no profile '{name.Text}'; expected one of "
                        + $"{string.Join(", ", KernelProfile.All.Select(static p => p.Name))}");
        }

        return profile with { MultiGenerationLru = HasGenerations(line) };
    }

    /// <summary>Whether the line asks for two machines, one with each kind of LRU lists.</summary>
    public static bool HasBothLrus(ScriptLine line) => line.Options.TryGetValue("lru", out ScriptWord lru) && lru.Text == "both";

    private static bool HasGenerations(ScriptLine? line) =>
        line is not null && line.Options.TryGetValue("lru", out ScriptWord lru) && lru.Text switch
        {
            "generations" => true,
            "classic" or "both" => false,
            _ => throw line.Error(lru, $"'{lru.Text}': expected lru=classic, lru=generations or lru=both"),
        };

    private static MachineOptions OptionsOf(ScriptLine? line) => new()
    {
        Pages = PagesOf(line),
        Cpus = Math.Max(1, CpusOf(line)),
        Profile = ProfileOf(line),
        PerCpuHigh = line?.Option("percpu", -1, MostPages) is >= 0 and int high ? high : null,
        MemoryGroups = GroupLimitOf(line) is null ? 0 : 1,
        Ledger = true,
        LockChecking = true,
    };
}
