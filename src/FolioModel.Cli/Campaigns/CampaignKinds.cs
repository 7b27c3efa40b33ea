using FolioModel.Campaigns;
using FolioModel.Campaigns.Kinds;
using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Campaigns;

/// <summary>The kinds of campaigns that the command knows, over the subjects and programs of all modules.</summary>
internal static class CampaignKinds
{
    public static IReadOnlyList<ICampaignKind> Of(ModuleSet modules) =>
    [
        new PropertyCampaign(modules.Subject),
        new ExplorationCampaign(() => [.. ExploreAll.Entries(modules.Programs)]),
        new ReplayCampaign(),
        new CalibrationCampaign(),
    ];
}
