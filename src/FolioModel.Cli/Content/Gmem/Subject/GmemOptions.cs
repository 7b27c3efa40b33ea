using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>Which guest_memfd a <see cref="GmemSubject"/> is.</summary>
internal sealed record GmemOptions
{
    /// <summary>Base pages of the machine.</summary>
    public int Pages { get; init; } = 4096;

    /// <summary>The version.</summary>
    public GmemProfile Profile { get; init; } = GmemProfile.Linux612;

    /// <summary>Whether the files ask for huge folios; only v11 has them.</summary>
    public bool Huge { get; init; }

    /// <summary>
    /// Whether every state is compared with the specification's: 6.12 without huge folios, on a machine with memory enough.
    /// </summary>
    public bool Refined { get; init; }

    /// <summary>Whether locks are checked.</summary>
    public bool LockChecking { get; init; } = true;

    /// <summary>The checks after each step; null for the cheap invariants, and everything each 64th step.</summary>
    public MonitorOptions? Monitor { get; init; }
}
