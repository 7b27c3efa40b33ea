namespace FolioModel.Cli.Content.Core;

/// <summary>Which core a <see cref="CoreSubject"/> is.</summary>
internal sealed record CoreOptions
{
    /// <summary>Base pages of the machine.</summary>
    public int Pages { get; init; } = 4096;

    /// <summary>
    /// Whether every state is compared with the specification's. Slow, and needs a machine that does not run out of memory.
    /// </summary>
    public bool Refined { get; init; }

    /// <summary>Whether the ledger says who holds what. Without it the counts themselves must refuse what is wrong.</summary>
    public bool Ledger { get; init; } = true;

    /// <summary>Whether an allocation that finds no memory evicts pages; without it memory runs out.</summary>
    public bool DirectReclaim { get; init; } = true;

    /// <summary>Whether locks are checked.</summary>
    public bool LockChecking { get; init; }

    /// <summary>Whether only the task that locked a folio may unlock it.</summary>
    public bool StrictLocks { get; init; }

    /// <summary>The checks after each step; null for the cheap invariants, and everything each 64th step.</summary>
    public MonitorOptions? Monitor { get; init; }
}
