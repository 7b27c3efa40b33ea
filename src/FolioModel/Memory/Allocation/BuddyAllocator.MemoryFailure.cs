namespace FolioModel.Allocation;

internal sealed partial class BuddyAllocator
{
    /// <summary>Takes one page out of the free block it lies in; the other parts go back to the lists.</summary>
    /// <returns>Whether it lay in a free block.</returns>
    /// <remarks>Models <c>break_down_buddy_pages</c>.</remarks>
    public bool TakePage(int pfn)
    {
        int block = _map.HeadOf(pfn);
        if (_map[block].State != PageState.Buddy)
        {
            return false;
        }

        int order = _map[block].Order;
        MigrateType type = TypeOf(block);
        Remove(block, order, type);
        Account(-1, type);
        while (order > 0)
        {
            order--;
            int upper = block + (1 << order);
            int part = pfn >= upper ? block : upper;
            block = pfn >= upper ? upper : block;
            Insert(part, order, type, toTail: false);
        }

        return true;
    }
}
