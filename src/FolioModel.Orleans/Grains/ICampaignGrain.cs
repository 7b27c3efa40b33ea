using Orleans;

namespace FolioModel.Orleans.Grains;

/// <summary>The coordinator of one campaign: gives out units by lease, and knows which are done. Its key is the plan's identity.</summary>
[Alias("folio.campaign")]
internal interface ICampaignGrain : IGrainWithStringKey
{
    /// <summary>Begins the campaign, or adds to what is known of it. May be repeated.</summary>
    /// <param name="plan">The plan as JSON.</param>
    /// <param name="followUps">The units that follow from the results of the planned ones; empty while they are not known.</param>
    /// <param name="done">The units whose results need not be computed, as a bitmap.</param>
    /// <param name="lease">The time after which a unit of a silent worker is given to another.</param>
    [Alias("Submit")]
    Task Submit(string plan, string[] followUps, byte[] done, TimeSpan lease);

    /// <summary>The plan as JSON, or null where no campaign of this identity was submitted.</summary>
    [Alias("Plan")]
    Task<string?> Plan();

    /// <summary>Takes a unit; null when all are done or leased.</summary>
    [Alias("Take")]
    Task<TakenUnit?> Take();

    /// <summary>Renews the lease of a unit that is being worked on. False when it is done, or leased to another worker.</summary>
    [Alias("Renew")]
    Task<bool> Renew(int unit, long lease);

    /// <summary>Gives a unit back that was not run.</summary>
    [Alias("Return")]
    Task Return(int unit, long lease);

    /// <summary>Says that the result of a unit is kept, and whether it differs from one that was kept before.</summary>
    [Alias("Report")]
    Task Report(int unit, bool differs);

    /// <summary>Says that a unit could not be run. After three times the campaign stops with the message.</summary>
    [Alias("Fail")]
    Task Fail(int unit, long lease, string message);

    /// <summary>Says that a silo cannot run the campaign, and why.</summary>
    [Alias("Refuse")]
    Task Refuse(string message);

    /// <summary>Opens a unit again whose result is gone, as after the loss of storage in memory.</summary>
    [Alias("Reopen")]
    Task Reopen(int unit);

    /// <summary>How far the campaign is.</summary>
    [Alias("State")]
    Task<ClusterCampaignState> State();

    /// <summary>Forgets the campaign. Its results are forgotten one by one; see <see cref="IUnitResultGrain.Forget"/>.</summary>
    [Alias("Close")]
    Task Close();
}

/// <summary>A unit that a worker has a lease of.</summary>
/// <param name="Unit">The number of the unit, from 1.</param>
/// <param name="Description">The unit as the kind of the campaign described it.</param>
/// <param name="Lease">The number of the lease.</param>
/// <param name="Length">The time after which the lease ends unless it is renewed.</param>
[GenerateSerializer, Alias("folio.taken-unit")]
internal sealed record TakenUnit(
    [property: Id(0)] int Unit, [property: Id(1)] string Description, [property: Id(2)] long Lease, [property: Id(3)] TimeSpan Length);

/// <summary>How far a campaign is on a cluster.</summary>
/// <param name="Known">Whether the cluster knows the campaign.</param>
/// <param name="Units">The number of units, those that follow included as far as they are known.</param>
/// <param name="Done">The units that are done, as a bitmap.</param>
/// <param name="Leased">The number of units that workers have leases of.</param>
/// <param name="Conflict">A unit that gave two different results, or 0.</param>
/// <param name="Failure">Why the campaign stopped, or null.</param>
/// <param name="Refusal">Why the last silo that refused the campaign cannot run it, or null.</param>
[GenerateSerializer, Alias("folio.campaign-state")]
internal sealed record ClusterCampaignState(
    [property: Id(0)] bool Known, [property: Id(1)] int Units, [property: Id(2)] byte[] Done, [property: Id(3)] int Leased,
    [property: Id(4)] int Conflict, [property: Id(5)] string? Failure, [property: Id(6)] string? Refusal);
