namespace FolioModel.Allocation;

public sealed partial class Zone
{
    /// <summary>The free blocks on the buddy lists: by order, then by type, then as they will be allocated.</summary>
    public IEnumerable<BlockSnapshot> FreeBlocksInOrder()
    {
        for (int order = 0; order < BuddyAllocator.Orders; order++)
        {
            for (MigrateType type = 0; (int)type < BuddyAllocator.Types; type++)
            {
                PageList list = Buddy.ListOf(order, type);
                for (int pfn = list.First; pfn != list.Head; pfn = _machine.Map[pfn].Next)
                {
                    yield return new BlockSnapshot(new Pfn(pfn), new Order(order), type);
                }
            }
        }
    }

    /// <summary>The blocks that a CPU keeps, list by list, the one to be allocated next first.</summary>
    /// <param name="cpu">The CPU.</param>
    public IEnumerable<BlockSnapshot> BlocksOfCpu(int cpu)
    {
        for (int index = 0; _perCpu[cpu] is { } lists && index < PerCpuPages.ListCount; index++)
        {
            BlockDeque list = lists.ListAt(index);
            for (int i = 0; i < list.Count; i++)
            {
                yield return new BlockSnapshot(new Pfn(list[i]), new Order(PerCpuPages.OrderAt(index)), Buddy.TypeOf(list[i]));
            }
        }
    }
}
