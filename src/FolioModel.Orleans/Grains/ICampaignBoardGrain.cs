using Orleans;

namespace FolioModel.Orleans.Grains;

/// <summary>The campaigns of a cluster in the order in which they were submitted, for workers that look for work. Its key is 0.</summary>
[Alias("folio.campaign-board")]
internal interface ICampaignBoardGrain : IGrainWithIntegerKey
{
    /// <summary>Puts a campaign up, unless it is there already.</summary>
    [Alias("Announce")]
    Task Announce(string campaign);

    /// <summary>Takes a campaign down.</summary>
    [Alias("Remove")]
    Task Remove(string campaign);

    /// <summary>The identities of the plans of all campaigns.</summary>
    [Alias("Open")]
    Task<string[]> Open();
}
