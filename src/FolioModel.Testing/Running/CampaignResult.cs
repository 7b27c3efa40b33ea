namespace FolioModel.Testing;

/// <summary>The result of a campaign.</summary>
/// <param name="Programs">Programs run.</param>
/// <param name="Operations">Steps done.</param>
/// <param name="Coverage">How often each operation ended how.</param>
/// <param name="FailedProgram">The number of the first failing program, from 0, or null.</param>
/// <param name="Failure">Its failure, or null.</param>
public sealed record CampaignResult(long Programs, long Operations, Coverage Coverage, long? FailedProgram, FailureReport? Failure);
