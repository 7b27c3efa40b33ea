using Orleans;
using Orleans.Runtime;

namespace FolioModel.Orleans.Grains;

/// <summary>The campaigns that workers may look at.</summary>
internal sealed class CampaignBoardGrain(
    [PersistentState("board", CampaignStorage.Name)] IPersistentState<CampaignBoard> state) : Grain, ICampaignBoardGrain
{
    /// <inheritdoc/>
    public async Task Announce(string campaign)
    {
        if (!state.State.Campaigns.Contains(campaign))
        {
            await Write([.. state.State.Campaigns, campaign]);
        }
    }

    /// <inheritdoc/>
    public async Task Remove(string campaign)
    {
        if (state.State.Campaigns.Contains(campaign))
        {
            await Write([.. state.State.Campaigns.Where(c => c != campaign)]);
        }
    }

    /// <inheritdoc/>
    public Task<string[]> Open() => Task.FromResult(state.State.Campaigns);

    private async Task Write(string[] campaigns)
    {
        string[] before = state.State.Campaigns;
        state.State.Campaigns = campaigns;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State.Campaigns = before;
            throw;
        }
    }
}

/// <summary>The stored board.</summary>
[GenerateSerializer, Alias("folio.campaign-board-state")]
internal sealed class CampaignBoard
{
    /// <summary>The identities of the plans, first submitted first.</summary>
    [Id(0)]
    public string[] Campaigns { get; set; } = [];
}
