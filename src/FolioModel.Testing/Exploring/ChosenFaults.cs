namespace FolioModel.Testing;

/// <summary>Lets the allocations of a step fail when the explorer chose so, and tells whether there were any.</summary>
internal sealed class ChosenFaults : IAllocationFaults
{
    public bool Fail { get; set; }

    public bool Asked { get; set; }

    public bool FailsPages(Order order, GfpFlags gfp) => Answer();

    public bool FailsNode() => Answer();

    private bool Answer()
    {
        Asked = true;
        return Fail;
    }
}
