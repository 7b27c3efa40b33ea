namespace FolioModel.Rmap;

public sealed partial class ProcessMemory : IOutOfMemoryVictim
{
    /// <inheritdoc/>
    /// <remarks>Models <c>get_mm_rss</c>, <c>MM_SWAPENTS</c> and <c>mm_pgtables_bytes</c>.</remarks>
    public PageCount Memory
    {
        get
        {
            long pages = Table.Tables;
            foreach ((ulong _, PageTableEntry entry) in Table.Small)
            {
                pages += entry.IsPresent || entry.IsSwapped ? 1 : 0;
            }

            foreach ((ulong _, PageTableEntry entry) in Table.Huge)
            {
                pages += entry.IsPresent ? Order.Pmd.Pages : 0;
            }

            return new PageCount(pages);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Register the process with <see cref="Machine.OutOfMemory"/>, and it may be ended when memory runs out.</remarks>
    public void Kill() => Exit();
}
