namespace FolioModel.Testing;

/// <summary>A scenario that was run: what happened step by step, and the answer.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Question">The question it answers.</param>
/// <param name="Profile">The kernel it is like.</param>
/// <param name="Order">The order of the folio in question.</param>
/// <param name="Result">What the operation returned.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Answer">The answer, one sentence, made from the steps.</param>
/// <param name="Remarks">Further facts that the run showed, a line each.</param>
public sealed record Explanation(
    string Scenario,
    string Question,
    string Profile,
    int Order,
    string Result,
    IReadOnlyList<ExplanationStep> Steps,
    string Answer,
    IReadOnlyList<string> Remarks);
