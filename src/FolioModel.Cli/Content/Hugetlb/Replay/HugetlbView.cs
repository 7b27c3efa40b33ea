using FolioModel.Cli.Conform;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>How recordings of system calls on hugetlbfs see folios.</summary>
/// <param name="state">The program.</param>
internal sealed class HugetlbView(HugetlbState state) : FolioView
{
    private static readonly HolderKind[] s_own = [HolderKind.Get, HolderKind.GupGet];

    /// <inheritdoc/>
    public override ReadOnlySpan<HolderKind> OwnHolders => s_own;

    /// <inheritdoc/>
    public override int PinsOf(KnownFolio known) => state.PinnedPages.GetValueOrDefault(known.Handle);

    /// <inheritdoc/>
    public override bool IsAnonExclusive(Folio folio) => state.Pool.IsAnonExclusive(folio);

    /// <inheritdoc/>
    public override long OwnerFlags(Folio folio) => (long)state.Pool.FlagsOf(folio);

    /// <inheritdoc/>
    /// <remarks>A huge page fails as a whole.</remarks>
    public override bool IsHeldByFailure(Folio folio) => folio.Has(FolioFlags.HwPoison);
}
