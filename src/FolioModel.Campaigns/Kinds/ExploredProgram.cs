using FolioModel.Testing;

namespace FolioModel.Campaigns.Kinds;

/// <summary>The result of one exploration, or of a part of a sample.</summary>
/// <param name="Name">The program.</param>
/// <param name="GoesWrong">Whether a violation is expected.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="IsSample">Whether interleavings were drawn at random, which cannot show that a program holds.</param>
/// <param name="BoundedBy">The limit that cut the search short, or null.</param>
/// <param name="Executions">Executions.</param>
/// <param name="Steps">Steps in all executions.</param>
/// <param name="States">Distinct states; 0 for strategies that do not compare states.</param>
/// <param name="Kind">The kind of the violation, or null.</param>
/// <param name="Message">The message of the violation, or null.</param>
/// <param name="Token">The token that replays the violation, or null.</param>
internal sealed record ExploredProgram(
    string Name, bool GoesWrong, Verdict Verdict, bool IsSample, string? BoundedBy, long Executions, long Steps, long States,
    ViolationKind? Kind, string? Message, string? Token)
{
    /// <summary>
    /// Whether the verdict is the expected one. A sample cannot show that a program holds; it is as expected when it found nothing.
    /// </summary>
    public bool IsAsExpected => GoesWrong ? Kind is not null : Kind is null && (IsSample || Verdict == Verdict.Exhaustive);

    /// <summary>Adds the later part of a sample to the earlier ones; the first violation stays.</summary>
    public static ExploredProgram Plus(ExploredProgram sum, ExploredProgram part)
    {
        ExploredProgram first = sum.Kind is null && part.Kind is not null ? part : sum;
        long executions = sum.Executions + part.Executions;
        return first with
        {
            Executions = executions,
            Steps = sum.Steps + part.Steps,
            States = sum.States + part.States,
            BoundedBy = first is { Kind: null, IsSample: true } ? $"a sample of {executions} executions" : first.BoundedBy,
        };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string verdict = Kind is not null ? $"{Kind}, {Token}" : BoundedBy is null ? "holds" : $"bounded by {BoundedBy}";
        return $"{Name}: {Executions} executions, {Steps} steps, {States} states, {verdict}{(IsAsExpected ? "" : "  (not as expected)")}";
    }
}
