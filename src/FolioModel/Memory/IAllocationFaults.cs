namespace FolioModel.Allocation;

/// <summary>Lets allocations fail on purpose.</summary>
/// <remarks>Models <c>fail_page_alloc</c> and <c>failslab</c>. Must be deterministic for the machine to be.</remarks>
public interface IAllocationFaults
{
    /// <summary>Whether an allocation of pages shall fail.</summary>
    /// <param name="order">The block's order.</param>
    /// <param name="gfp">The flags it is made with.</param>
    bool FailsPages(Order order, GfpFlags gfp);

    /// <summary>Whether an allocation of a node of an XArray shall fail.</summary>
    bool FailsNode() => false;
}
