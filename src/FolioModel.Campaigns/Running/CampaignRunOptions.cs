namespace FolioModel.Campaigns;

/// <summary>How a process works on a campaign.</summary>
public sealed record CampaignRunOptions
{
    /// <summary>The number of threads, each with one unit at a time.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>The number of this job, from 1 to <see cref="Jobs"/>. Job i of n works on the units i, i + n, i + 2n and so on.</summary>
    public int Job { get; init; } = 1;

    /// <summary>The number of jobs of the job array; 1 when all units are to be run.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>
    /// The time for which other processes leave a claimed unit alone after the last renewal. A running process renews four times in it.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether the run waits for units that other processes have claimed, and runs those whose claim ends without a result. A job of an
    /// array does not wait.
    /// </summary>
    public bool Waits { get; init; } = true;

    /// <summary>How long a run that waits does so between two looks; null for a twentieth of the lease.</summary>
    internal TimeSpan? Look { get; init; }

    /// <summary>Whether units that follow from the results of the others are run too, once those have all run.</summary>
    public bool FollowUps { get; init; } = true;

    /// <summary>The observer of finished units, or null. Calls come from several threads, one at a time.</summary>
    public Action<CampaignProgress>? Progress { get; init; }

    /// <summary>The name of this process in claims.</summary>
    public string Owner { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}";
}

/// <summary>The progress of a campaign.</summary>
/// <param name="Unit">The unit that was finished.</param>
/// <param name="Done">Units with a result that this process wrote or found.</param>
/// <param name="Total">Units of this process's part.</param>
/// <param name="Result">The result of the unit.</param>
public readonly record struct CampaignProgress(int Unit, int Done, int Total, byte[] Result);
