using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

/// <summary>A run of huge pages of a process that shows a run of huge pages of a hugetlbfs file.</summary>
/// <remarks>
/// Models <c>struct vm_area_struct</c> of hugetlbfs with the entries of its page table (<see cref="MappedArea"/> is that of base pages).
/// Each entry owns one reference to its folio. A private mapping that was
/// reserved for (the owner) has a huge page reserved for every place; a child's copy of it has none.
/// </remarks>
[SharedState("page table of {Process}")]
public sealed partial class HugetlbMappedArea : ISharedState
{
    private readonly Machine _machine;

    internal HugetlbMappedArea(HugetlbFile file, HugetlbMapOptions options, KernelTask process)
    {
        File = file;
        _machine = file.Pool.Machine;
        _stateNumber = _machine.NewStateNumber();
        Process = process;
        IsShared = options.Shared;
        IsWritable = options.Writable;
        HasNoReserve = options.NoReserve;
        _reservation = new VmaReservation(null, shared: false, options.NoReserve);
    }

    /// <summary>The file.</summary>
    public HugetlbFile File { get; }

    /// <summary>The process whose memory it is.</summary>
    public KernelTask Process { get; }

    /// <summary>The first huge page of the file that it shows.</summary>
    public HugeIndex Start { get; internal init; }

    /// <summary>Right behind the last huge page that it shows.</summary>
    [Shared]
    public partial HugeIndex End { get; internal set; }

    /// <summary>Bytes that it covers.</summary>
    public long Length => (End - Start) * Pool.PageBytes;

    /// <summary>Writes go to the file.</summary>
    public bool IsShared { get; }

    /// <summary>Writes are allowed.</summary>
    public bool IsWritable { get; }

    /// <summary>Nothing was reserved.</summary>
    public bool HasNoReserve { get; }

    /// <summary>A private mapping that has reservations of its own (<c>HPAGE_RESV_OWNER</c>).</summary>
    public bool IsOwner => Reservation.IsOwner;

    /// <summary>
    /// The owner took a page away from this copy: faults get SIGBUS from then on, not a page of zeroes (<c>HPAGE_RESV_UNMAPPED</c>).
    /// </summary>
    [Shared]
    public partial bool IsReserveUnmapped { get; private set; }

    /// <summary>Whether it has been unmapped as a whole.</summary>
    [Shared]
    public partial bool IsUnmapped { get; private set; }

    /// <summary>The places that are mapped, with their entries.</summary>
    public ImmutableSortedDictionary<HugeIndex, HugetlbEntry> Entries => Table.ToImmutableSortedDictionary();

    /// <summary>The places whose reservation was used; null but for the owner of a private mapping.</summary>
    public ReservationMap? UsedReservations => IsOwner ? Reservation.Map : null;

    [Shared]
    internal partial VmaReservation Reservation { get; set; }

    /// <summary>Anonymous folios have been mapped here, so a child needs the page table copied (<c>vma->anon_vma</c>).</summary>
    [Shared]
    internal partial bool HasAnonymous { get; private set; }

    /// <summary>The entries of the page table.</summary>
    [Shared]
    private partial SortedDictionary<HugeIndex, HugetlbEntry> Table { get; }

    private HugePagePool Pool => File.Pool;

    /// <summary>The folio mapped at a place. Takes no lock and no reference.</summary>
    /// <param name="index">A place of the file.</param>
    /// <returns>The folio, or <c>default</c>.</returns>
    public Folio Peek(HugeIndex index) => Table.GetValueOrDefault(index).Folio;

    /// <summary>The place of the file that a byte of the mapping shows.</summary>
    /// <param name="offset">Bytes from the start of the mapping.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mapping is shorter.</exception>
    public HugeIndex IndexAt(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, Length);
        return new HugeIndex(Start.Value + (offset / Pool.PageBytes));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(IsShared ? "shared" : "private")} mapping of {File.Mapping.Name} [{Start.Value}, {End.Value}) in {Process}, {Table.Count} "
            + $"mapped";

    private void ThrowIfUnmapped()
    {
        if (IsUnmapped)
        {
            throw new InvalidOperationException("the area is unmapped");
        }
    }
}
