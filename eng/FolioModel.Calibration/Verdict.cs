namespace FolioModel.Calibration;

/// <summary>What became of a planted bug.</summary>
/// <param name="Bug">The bug.</param>
/// <param name="KilledBy">What found it, or null when it survived.</param>
/// <param name="Subject">The subject in which it was found.</param>
/// <param name="Steps">Steps of the shrunk program.</param>
/// <param name="Problem">Why it could not be tried, or null.</param>
internal sealed record Verdict(PlantedBug Bug, string? KilledBy, string Subject, int Steps, string? Problem)
{
    /// <summary>How many steps more than the shortest program known a shrunk one may have.</summary>
    private const int Slack = 2;

    public bool IsKilled => KilledBy is not null;

    /// <summary>Whether shrinking got close to the shortest program known.</summary>
    public bool IsShort => Bug.Shortest == 0 || Steps <= Bug.Shortest + Slack;

    /// <summary>Whether something was found that, as the list says, nobody can see: then the list or the hunt is wrong.</summary>
    public bool IsSurprise => Bug.IsEquivalent && IsKilled;

    /// <summary>Whether all that was expected of the hunt came true, or the list says why it may not.</summary>
    public bool IsGood => Problem is null && !IsSurprise && ((IsKilled && IsShort) || Bug.IsEquivalent || Bug.Remark.Length > 0);
}
