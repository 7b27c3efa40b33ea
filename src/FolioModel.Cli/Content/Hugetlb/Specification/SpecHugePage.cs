namespace FolioModel.Cli.Content.Specification;

/// <summary>A huge page in use.</summary>
internal sealed class SpecHugePage
{
    /// <summary>In a file; otherwise it is anonymous, or only pins hold it.</summary>
    public bool IsCached { get; set; }

    public bool IsAnonymous { get; set; }

    /// <summary>Anonymous and of one process alone.</summary>
    public bool IsExclusive { get; set; }

    /// <summary>Entries of page tables.</summary>
    public int Mappings { get; set; }

    /// <summary>References of pins, one for each base page.</summary>
    public int Pins { get; set; }

    /// <summary>The mount that it is charged to, or null.</summary>
    public SpecHugeMount? ChargedTo { get; set; }

    /// <summary>When it is freed, it restores a reserve of the pool.</summary>
    public bool RestoresReserve { get; set; }

    public bool IsUnused => !IsCached && Mappings == 0 && Pins == 0;
}
