namespace FolioModel;

public sealed partial class Machine
{
    private readonly IHugePagePool?[] _hugePagePools = new IHugePagePool?[KernelProfile.LargestOrder + 1];

    /// <summary>Adds a pool, which receives all huge pages of its size when their last reference is dropped.</summary>
    /// <param name="pool">The pool; there may be one for each order.</param>
    /// <exception cref="ArgumentException">There is a pool of this order already.</exception>
    public void AddHugePagePool(IHugePagePool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        CheckThread();
        ref IHugePagePool? slot = ref _hugePagePools[pool.Order.Value];
        slot = slot is null ? pool
            : throw new ArgumentException($"the machine has a pool of huge pages of {pool.Order} already", nameof(pool));
    }

    /// <summary>The pool of huge pages of a size, or null.</summary>
    /// <param name="order">The size.</param>
    /// <remarks>Models <c>size_to_hstate</c>.</remarks>
    public IHugePagePool? HugePagePoolOf(Order order) => _hugePagePools[order.Value];

    private void ReturnHugePage(int pfn)
    {
        if (_hugePagePools[Map[pfn].Order] is not { } pool)
        {
            ThrowBug(pfn, "a huge page of a pool is freed, but no pool of its size was added to the machine");
            return;
        }

        pool.FreeHugeFolio(new Folio(this, pfn));
    }
}
