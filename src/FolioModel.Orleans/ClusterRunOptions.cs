using FolioModel.Campaigns;

namespace FolioModel.Orleans;

/// <summary>How a campaign's folder is worked on by a cluster.</summary>
public sealed record ClusterRunOptions
{
    /// <summary>The time after which a unit of a silo that is silent is given to another. A running silo renews four times in it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time between two questions how far the campaign is.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time after which the run gives up on a cluster that answers no call.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The observer of finished units, or null.</summary>
    public Action<CampaignProgress>? Progress { get; init; }

    /// <summary>The observer of what a user should know, such as a silo that refuses the campaign; or null.</summary>
    public Action<string>? Notice { get; init; }
}
