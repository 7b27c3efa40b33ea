namespace FolioModel.Props.Memory;

/// <summary>One step of a program that uses the page allocator. Numbers name held blocks modulo how many there are.</summary>
internal abstract record AllocationStep
{
    internal sealed record Take(int Order, GfpFlags Gfp, int Cpu) : AllocationStep;

    internal sealed record Give(int Which, int Cpu) : AllocationStep;

    /// <summary>Marks a held folio as one that can move, so that claims of pageblocks see movable pages.</summary>
    internal sealed record PutOnLru(int Which) : AllocationStep;

    /// <summary>Frees a block while its first page is held once more.</summary>
    internal sealed record GiveHeld(int Which) : AllocationStep;

    internal sealed record Drain(int Cpu) : AllocationStep;

    internal sealed record Retype(int Pageblock, MigrateType Type) : AllocationStep;
}

/// <summary>A machine's size and zones, and what is done with it.</summary>
internal sealed record AllocationProgram(MachineOptions Options, IReadOnlyList<AllocationStep> Steps)
{
    public override string ToString() =>
        $"{Options.Pages} pages, {Options.Cpus} CPUs, min {Options.MinFreePages}, high {Options.PerCpuHigh}, zones "
        + $"{string.Join(", ", Options.Zones.Select(z => $"{z.Kind} {z.Pages}"))}:\n{string.Join("\n", Steps)}";
}
