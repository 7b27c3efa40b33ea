namespace FolioModel.Calibration;

/// <summary>What became of a planted bug.</summary>
/// <param name="Bug">The bug.</param>
/// <param name="KilledBy">What found it, or null when it survived.</param>
/// <param name="Subject">The subject in which it was found.</param>
/// <param name="Steps">Steps of the shrunk program.</param>
/// <param name="Problem">Why it could not be tried, or null.</param>
internal sealed record Verdict(PlantedBug Bug, string? KilledBy, string Subject, int Steps, string? Problem)
{
    public bool IsKilled => KilledBy is not null;
}
