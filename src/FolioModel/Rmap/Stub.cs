namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>stub</summary>
    internal bool TryToUnmap(Folio folio) => MapCountOf(folio.Frame) == 0;
}

public readonly partial struct Folio
{
    /// <summary>stub</summary>
    public bool MaybePinned => IsNone;
}
