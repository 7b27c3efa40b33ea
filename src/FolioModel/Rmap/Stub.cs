namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>stub</summary>
    internal bool TryToUnmap(Folio folio) => MapCountOf(folio.Frame) == 0;
}
