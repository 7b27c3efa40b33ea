using FolioModel.Campaigns;
using FolioModel.Campaigns.Storage;

namespace FolioModel.Tests.Campaigns;

/// <summary>A new folder for each test, removed afterwards.</summary>
internal abstract class CampaignFixture
{
    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("folio-campaign").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    protected string NewPath(string name = "c") => Path.Combine(_root, name);

    protected CampaignFolder NewCampaign(ICampaignKind kind, int units, string name = "c", params (string, string)[] options) =>
        CampaignFolder.Create(NewPath(name),
            CampaignPlan.Create(kind, options.ToDictionary(static o => o.Item1, static o => o.Item2, StringComparer.Ordinal), units), kind);

    /// <summary>The file with the result of a unit.</summary>
    protected static string ResultOf(CampaignFolder folder, int unit) => Path.Combine(folder.Path, "results", $"{unit:d6}");
}
