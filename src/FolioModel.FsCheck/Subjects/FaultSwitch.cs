namespace FolioModel.PropertyTesting;

/// <summary>Makes allocations fail while it is on.</summary>
internal sealed class FaultSwitch : IAllocationFaults
{
    public bool IsOn { get; set; }

    public bool FailsPages(Order order, GfpFlags gfp) => IsOn;
}
