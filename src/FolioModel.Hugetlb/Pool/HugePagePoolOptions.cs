namespace FolioModel.Hugetlb;

/// <summary>How a pool of huge pages is built.</summary>
public sealed record HugePagePoolOptions
{
    /// <summary>The size of its folios; the default is 2 MiB. The page allocator hands out no more than order 10.</summary>
    public Order Order { get; init; } = Order.Pmd;

    /// <summary>
    /// Whether reservations made by mapping are charged to a control group (<c>CONFIG_CGROUP_HUGETLB</c>). Then a reserved region made by
    /// mapping never merges with a neighbour that was not.
    /// </summary>
    public bool ChargesReservations { get; init; } = true;

    /// <summary>Decides which allocations of a reservation's descriptor fail; null for none.</summary>
    public Func<bool>? FailsDescriptor { get; init; }
}
