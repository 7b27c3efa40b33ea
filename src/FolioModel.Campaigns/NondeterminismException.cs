namespace FolioModel.Campaigns;

/// <summary>A unit ran twice and gave different results, although its result depends on nothing but the unit.</summary>
/// <param name="unit">The number of the unit, from 1.</param>
/// <param name="kept">The file with the first result.</param>
/// <param name="conflicting">The file with the other result.</param>
public sealed class NondeterminismException(int unit, string kept, string conflicting)
    : Exception($"unit {unit} ran twice with different results: expected the bytes of {kept}, found those of {conflicting}")
{
    /// <summary>The number of the unit, from 1.</summary>
    public int Unit { get; } = unit;

    /// <summary>The file with the other result.</summary>
    public string Conflicting { get; } = conflicting;
}
