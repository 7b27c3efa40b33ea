using FolioModel.Testing;

namespace FolioModel.Campaigns;

/// <summary>How a process works on a search that it shares with others.</summary>
public sealed record SharedSearchOptions
{
    /// <summary>The number of threads.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>The states of a level that are one unit of work. All processes of a search must be given the same number.</summary>
    public int StatesOfUnit { get; init; } = 4096;

    /// <summary>The time for which other processes leave a claimed unit alone after the last renewal.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most bytes of memory that this process's table of states takes; beyond that, parts of it go to files.</summary>
    public long TableMemory { get; init; } = long.MaxValue;

    /// <summary>The observer of finished levels, or null.</summary>
    public Action<ExplorationProgress>? Progress { get; init; }
}
