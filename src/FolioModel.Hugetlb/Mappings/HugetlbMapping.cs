using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

/// <summary>A part of a process's memory that shows a hugetlbfs file.</summary>
/// <remarks>
/// Models a VMA of hugetlbfs with the entries of its page table. Each entry owns one reference to its folio. A private mapping that was
/// reserved for (the owner) is promised a huge page for every place; a child's copy of it is promised nothing.
/// </remarks>
[SharedState("page table of {Process}")]
public sealed partial class HugetlbMapping : ISharedState
{
    private readonly Machine _machine;

    internal HugetlbMapping(HugetlbFile file, HugetlbMapOptions options, KernelTask process)
    {
        File = file;
        _machine = file.Pool.Machine;
        _stateNumber = _machine.NewStateNumber();
        Process = process;
        IsShared = options.Shared;
        IsWritable = options.Writable;
        HasNoReserve = options.NoReserve;
        _claims = new ReservationClaims(null, shared: false, options.NoReserve);
    }

    /// <summary>The file.</summary>
    public HugetlbFile File { get; }

    /// <summary>Whose memory it is.</summary>
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
    public bool IsOwner => Claims.IsOwner;

    /// <summary>The owner took a page away from this copy: faults get SIGBUS from then on, not a page of zeroes (<c>HPAGE_RESV_UNMAPPED</c>).</summary>
    [Shared]
    public partial bool WasRobbed { get; private set; }

    /// <summary>Whether it has been unmapped as a whole.</summary>
    [Shared]
    public partial bool IsGone { get; private set; }

    /// <summary>The places that are mapped, with their entries.</summary>
    public ImmutableSortedDictionary<HugeIndex, HugetlbEntry> Entries => Table.ToImmutableSortedDictionary();

    /// <summary>The places whose reservation was used; null but for the owner of a private mapping.</summary>
    public ReservationMap? UsedReservations => IsOwner ? Claims.Map : null;

    [Shared]
    internal partial ReservationClaims Claims { get; set; }

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
        $"{(IsShared ? "shared" : "private")} mapping of {File.Mapping.Name} [{Start.Value}, {End.Value}) in {Process}, {Table.Count} mapped";

    private void ThrowIfGone()
    {
        if (IsGone)
        {
            throw new InvalidOperationException("the mapping is gone");
        }
    }
}
