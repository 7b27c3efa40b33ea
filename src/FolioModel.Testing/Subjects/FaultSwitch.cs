namespace FolioModel.Testing;

/// <summary>Makes allocations of pages fail while it is on, and those of nodes while they are refused.</summary>
internal sealed class FaultSwitch : IAllocationFaults
{
    public bool IsOn { get; set; }

    public bool RefusesNodes { get; set; }

    public bool FailsPages(Order order, GfpFlags gfp) => IsOn;

    public bool FailsNode() => RefusesNodes;
}
