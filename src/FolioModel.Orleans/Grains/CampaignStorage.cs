namespace FolioModel.Orleans.Grains;

/// <summary>The grain storage of campaigns.</summary>
public static class CampaignStorage
{
    /// <summary>The name of the storage provider that a silo must have.</summary>
    public const string Name = "folio";
}
