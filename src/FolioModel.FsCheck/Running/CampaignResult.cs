namespace FolioModel.PropertyTesting;

/// <summary>What a campaign did and found.</summary>
/// <param name="Programs">Programs run.</param>
/// <param name="Operations">Steps done.</param>
/// <param name="Coverage">How often each operation ended how.</param>
/// <param name="Failure">The first failure by program number, or null.</param>
public sealed record CampaignResult(long Programs, long Operations, Coverage Coverage, FailureReport? Failure);
