using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core;

/// <summary>A disk for swap whose writes go on until <see cref="SwapArea.EndWrites"/> ends them.</summary>
/// <param name="fails">Whether each write fails.</param>
internal sealed class SwapDisk(bool fails = false) : SwapDevice
{
    public override bool IsSynchronous => false;

    public override bool EndsWritesLater => true;

    public override bool Write(Folio folio, SwapEntry entry) => !fails;
}
