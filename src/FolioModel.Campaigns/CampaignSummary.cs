namespace FolioModel.Campaigns;

/// <summary>The merged result of a campaign.</summary>
/// <param name="Json">The result as one JSON object, the same bytes for any distribution of the units.</param>
/// <param name="Text">The result for people.</param>
/// <param name="Violations">The number of violations that differ by signature.</param>
public sealed record CampaignSummary(string Json, string Text, int Violations);
