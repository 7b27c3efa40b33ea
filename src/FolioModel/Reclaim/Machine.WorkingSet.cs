namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Evictions and refaults.</summary>
    public WorkingSet WorkingSet { get; }
}
