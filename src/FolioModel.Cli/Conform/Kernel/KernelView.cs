namespace FolioModel.Cli.Conform.Kernel;

/// <summary>How recordings of kernel calls see folios.</summary>
internal sealed class KernelView : FolioView
{
    /// <inheritdoc/>
    /// <remarks>Before an addition was tried, a folio's index is left-over memory.</remarks>
    public override bool HasIndex(KnownFolio known) => known.HasIndex;
}
