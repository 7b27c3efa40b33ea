namespace FolioModel.Cli.Content.Specification;

/// <summary>The outcome of an operation.</summary>
/// <param name="State">The next state.</param>
/// <param name="Result">0 or what it counts; an errno as a negative number, as in the kernel.</param>
/// <param name="Folio">The folio it returns, 0 for none.</param>
internal readonly record struct SpecOutcome(SpecState State, long Result, int Folio = 0);
