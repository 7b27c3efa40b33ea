namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    /// <summary>
    /// Allocates a block that is no folio: without <see cref="GfpFlags.Comp"/> its pages are not tied together, and only the first has a
    /// count. Reference effect: the first page's count is 1, owned by the current task as the allocation's.
    /// </summary>
    /// <param name="order">Its size, 0 to 10.</param>
    /// <param name="gfp">How it may be allocated.</param>
    /// <returns>The first frame, or null when there is no memory that these flags may use, or the order is above 10.</returns>
    /// <exception cref="KernelBugException">The flags name two zones or two migrate types, or may sleep under a spin lock.</exception>
    /// <remarks>Models <c>alloc_pages</c>. A block of order 0 is a folio in any case.</remarks>
    [Interleaved]
    public Pfn? AllocatePages(Order order, GfpFlags gfp)
    {
        _machine.CheckThread();
        int pfn = Allocate(order.Value, gfp, "alloc_pages");
        return pfn < 0 ? null : new Pfn(pfn);
    }

    /// <summary>Drops the reference of an allocation. Reference effect: -1 on the first page; at 0 the whole block is freed.</summary>
    /// <param name="pfn">The first frame, as it was allocated.</param>
    /// <param name="order">The order it was allocated with: a block that is no folio does not know it in the kernel.</param>
    /// <exception cref="KernelBugException">No such block is allocated there, or it is still in use.</exception>
    /// <remarks>
    /// Models <c>__free_pages</c>. When another holder still has the first page of a block that is no folio, all its other pages are freed
    /// now, in blocks of half the size, a quarter and so on down to one page; the first page goes when its holder puts it, as an order-0
    /// folio of its own.
    /// </remarks>
    [Interleaved]
    public void FreePages(Pfn pfn, Order order)
    {
        _machine.CheckThread();
        CheckAllocated(pfn.Value, order.Value);
        bool raw = _map[pfn.Value].State == PageState.AllocatedRaw;
        if (_machine.References.PutAndTest(pfn.Value, HolderKind.Own, 0, "__free_pages"))
        {
            _machine.Instrumentation?.Freed(pfn.Value);
            Free(pfn.Value, order.Value);
        }
        else if (raw)
        {
            FreeAllButFirst(pfn.Value, order.Value);
        }
    }

    /// <summary>Takes one more reference to the first page of a block. Reference effect: +1, owned by the current task.</summary>
    /// <param name="pfn">The first frame of an allocated block.</param>
    /// <exception cref="KernelBugException">No allocated block starts there, or its count is 0.</exception>
    /// <remarks>Models <c>get_page</c>, for blocks that are no folio: those have no handle.</remarks>
    public void GetPage(Pfn pfn)
    {
        _machine.CheckThread();
        CheckAllocated(pfn.Value, _map[pfn.Value].Order);
        _machine.References.Get(pfn.Value, HolderKind.Get, 0, "get_page");
    }

    /// <summary>Drops a reference taken with <see cref="GetPage"/>. Reference effect: -1; at 0 the page is freed.</summary>
    /// <param name="pfn">The first frame of an allocated block.</param>
    /// <exception cref="KernelBugException">
    /// It was the last reference to a whole block that is no folio: <c>put_page</c> would free its first page and leak the others.
    /// </exception>
    /// <remarks>Models <c>put_page</c>.</remarks>
    [Interleaved]
    public void PutPage(Pfn pfn)
    {
        _machine.CheckThread();
        CheckAllocated(pfn.Value, _map[pfn.Value].Order);
        if (_map[pfn.Value].State == PageState.AllocatedRaw && _map[pfn.Value].RefCount == 1)
        {
            _machine.ThrowBug(pfn.Value,
                "put_page drops the last reference to a block that is no folio; expected __free_pages with its order");
        }

        _machine.Put(pfn.Value, 1, HolderKind.Own, 0, "put_page");
    }

    [Interleaved]
    private void FreeAllButFirst(int pfn, int order)
    {
        _map[pfn].Become(PageState.Allocated, 0);
        for (int o = order - 1; o >= 0; o--)
        {
            int part = pfn + (1 << o);
            _map[part].Become(o == 0 ? PageState.Allocated : PageState.AllocatedRaw, o);
            _machine.Instrumentation?.Freed(part);
            Free(part, o);
        }
    }

    private void CheckAllocated(int pfn, int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pfn);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pfn, _map.Pages);
        ref PageDescriptor page = ref _map[pfn];
        if (page.State is not (PageState.Allocated or PageState.AllocatedRaw) || page.Order != order)
        {
            _machine.ThrowBug(pfn, $"an allocated block of order {order} is expected");
        }
    }
}
