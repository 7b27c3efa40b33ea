namespace FolioModel.Cli.Conform;

/// <summary>A value in which model and recording disagree.</summary>
/// <param name="Field">What was compared.</param>
/// <param name="Expected">What the kernel did.</param>
/// <param name="Actual">What the model did.</param>
/// <param name="Folio">The folio concerned, or <c>default</c>.</param>
internal sealed record FieldDifference(string Field, string Expected, string Actual, Folio Folio = default);
