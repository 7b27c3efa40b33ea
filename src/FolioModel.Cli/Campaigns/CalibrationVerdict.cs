namespace FolioModel.Cli.Campaigns;

/// <summary>The verdict of one unit of a calibration.</summary>
/// <param name="Name">The name of the bug, or of the plan whose campaigns ran on the unchanged model.</param>
/// <param name="File">The source file with the bug; empty for the unchanged model.</param>
/// <param name="Breaks">What the bug breaks; empty for the unchanged model.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="By">The invariant that found the bug, or why it could not be tried.</param>
/// <param name="Subject">The subject in which it was found.</param>
/// <param name="Steps">Steps of the shrunk program that shows it.</param>
/// <param name="IsGood">Whether the outcome is the one that the list of bugs expects.</param>
internal sealed record CalibrationVerdict(
    string Name, string File, string Breaks, CalibrationOutcome Outcome, string By, string Subject, int Steps, bool IsGood)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string found = Outcome switch
        {
            CalibrationOutcome.Found => $"found by {By} in {Subject}, {Steps} steps",
            CalibrationOutcome.Survived => "survived",
            CalibrationOutcome.Equivalent => "not found, and has no effect",
            CalibrationOutcome.NotTried => $"not tried: {By}",
            CalibrationOutcome.Silent => "holds without a bug",
            _ => $"false alarm without a bug: {By}",
        };
        return $"{Name}: {found}{(IsGood ? "" : "  (not as expected)")}";
    }
}

/// <summary>The outcomes of a unit of a calibration.</summary>
internal enum CalibrationOutcome
{
    /// <summary>The bug was found.</summary>
    Found,

    /// <summary>The bug was not found, although it has an effect.</summary>
    Survived,

    /// <summary>The bug was not found, and has no effect.</summary>
    Equivalent,

    /// <summary>The bug could not be planted or compiled.</summary>
    NotTried,

    /// <summary>The unchanged model held.</summary>
    Silent,

    /// <summary>A violation was found in the unchanged model.</summary>
    FalseAlarm,
}
