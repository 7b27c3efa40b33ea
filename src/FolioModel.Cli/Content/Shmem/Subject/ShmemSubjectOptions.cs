using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Shmem;

/// <summary>Which shmem a <see cref="ShmemSubject"/> is.</summary>
internal sealed record ShmemSubjectOptions
{
    /// <summary>Base pages of the machine.</summary>
    public int Pages { get; init; } = 4096;

    /// <summary>Pages of the file that programs use.</summary>
    public int FilePages { get; init; } = 40;

    /// <summary>Pages that the mount has room for.</summary>
    public long MountPages { get; init; } = 2048;

    /// <summary>Slots of the swap area; 0 for no swap.</summary>
    public int SwapPages { get; init; } = 1024;

    /// <summary>When huge pages are used.</summary>
    public HugePagePolicy HugePages { get; init; } = HugePagePolicy.Never;

    /// <summary>The checks after each step; null for the cheap invariants, and everything each 64th step.</summary>
    public MonitorOptions? Monitor { get; init; }
}
