namespace FolioModel;

/// <summary>SKELETON, replaced by the allocator's author.</summary>
public sealed class PageAllocator
{
    private readonly Machine _machine;
    internal PageAllocator(Machine machine) => _machine = machine;
    internal static int ListHeadsFor(MachineOptions options) => options.Cpus;
    /// <summary>folio_alloc</summary>
    public Folio AllocateFolio(Order order, GfpFlags gfp) { int pfn = Allocate(order.Value, gfp | GfpFlags.Comp, "folio_alloc"); return pfn < 0 ? default : new Folio(_machine, pfn); }
    internal int Allocate(int order, GfpFlags gfp, string function) => throw new NotSupportedException();
    internal void Free(int pfn, int order) => throw new NotSupportedException();
}
