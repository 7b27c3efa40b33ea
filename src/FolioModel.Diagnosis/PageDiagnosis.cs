using FolioModel.Diagnosis.Reasoning;

namespace FolioModel.Diagnosis;

/// <summary>The conclusions from a reference count about its holders.</summary>
/// <param name="Page">The page as it was observed.</param>
/// <param name="Expected">The references that the folio's state accounts for, as the kernel's <c>folio_expected_ref_count</c> sums
/// them.</param>
/// <param name="Unexplained">References beyond the expected ones, below 0 where some are missing, null where the count is not
/// known.</param>
/// <param name="Explanations">Every combination of holders that accounts for <paramref name="Unexplained"/>, the likeliest first.</param>
/// <param name="OmittedExplanations">How many further combinations were found and left out.</param>
/// <param name="Contradictions">What cannot be in a kernel without a bug.</param>
/// <param name="Refused">Operations that fail because of the state.</param>
/// <param name="Notes">Facts about the text that matter for its reading.</param>
/// <param name="Next">What to look at on the live system.</param>
/// <remarks>Models <c>folio_expected_ref_count</c>.</remarks>
public sealed record PageDiagnosis(
    ObservedPage Page,
    IReadOnlyList<ExpectedReference> Expected,
    int? Unexplained,
    IReadOnlyList<HolderExplanation> Explanations,
    int OmittedExplanations,
    IReadOnlyList<string> Contradictions,
    IReadOnlyList<Refusal> Refused,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> Next)
{
    /// <summary>Explains one page.</summary>
    /// <param name="page">The page.</param>
    public static PageDiagnosis Of(ObservedPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        IReadOnlyList<ExpectedReference> expected = StateReferences.Of(page);
        int? unexplained = page.RefCount - expected.Sum(static e => e.Count);
        Combinations combinations = Combinations.Of(page, unexplained);
        return new PageDiagnosis(
            page,
            expected,
            unexplained,
            combinations.Explanations,
            combinations.Omitted,
            Contradiction.Of(page, expected, unexplained),
            Refusals.Of(page, unexplained),
            Remarks.NotesOn(page),
            Remarks.NextStepsFor(page, unexplained, combinations.Explanations));
    }
}
