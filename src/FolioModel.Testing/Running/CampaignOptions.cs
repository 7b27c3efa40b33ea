namespace FolioModel.Testing;

/// <summary>How much a campaign does, and which part of it.</summary>
public sealed record CampaignOptions
{
    /// <summary>The seed: the same seed gives the same programs.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Steps of all programs together.</summary>
    public long Operations { get; init; } = 100_000;

    /// <summary>Steps of one program.</summary>
    public int ProgramLength { get; init; } = 1000;

    /// <summary>This shard's number, from 0.</summary>
    public int Shard { get; init; }

    /// <summary>How many shards there are; a program belongs to exactly one.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>The number of the only program to be run, from 0; null for all of the shard.</summary>
    public long? Only { get; init; }

    /// <summary>How each program is run.</summary>
    public RunOptions Run { get; init; } = new();

    /// <summary>Called after each program with the steps done so far and those to do; null for no calls.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>The replay line of a failing program, given its number; null for none.</summary>
    public Func<long, string>? ReplayLine { get; init; }
}
