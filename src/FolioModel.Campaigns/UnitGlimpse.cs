namespace FolioModel.Campaigns;

/// <summary>The part of a unit's result that is shown while a campaign runs.</summary>
/// <param name="Work">The amount of work, in the measure; 0 where a unit has none.</param>
/// <param name="Measure">The plural noun of the measure, such as operations; empty where there is none.</param>
/// <param name="Covered">The names of what was covered, such as operations with their outcomes.</param>
/// <param name="Violations">The violations, a line each, told apart by the text before the first colon.</param>
public sealed record UnitGlimpse(long Work, string Measure, IReadOnlyList<string> Covered, IReadOnlyList<string> Violations)
{
    /// <summary>The glimpse of a result that shows nothing.</summary>
    public static UnitGlimpse None { get; } = new(0, "", [], []);
}
