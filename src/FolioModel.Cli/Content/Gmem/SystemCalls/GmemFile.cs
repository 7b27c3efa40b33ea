using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>A guest_memfd.</summary>
internal sealed class GmemFile(GuestMemfd file) : OpenFile
{
    public GuestMemfd File => file;

    /// <inheritdoc/>
    public override void Duplicate() => file.Duplicate();

    /// <inheritdoc/>
    public override void Close() => file.Close();
}
