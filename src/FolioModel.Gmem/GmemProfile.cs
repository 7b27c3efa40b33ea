namespace FolioModel.Gmem;

/// <summary>How a version of guest_memfd behaves.</summary>
/// <remarks>
/// Every difference between the versions that is modelled is a member of this record, and nothing else asks for the version. Each names the
/// release that it came with and where that is known from; <c>docs/reference/kernels.md</c> has the same as a table.
/// </remarks>
public sealed partial record GmemProfile
{
    /// <summary>The name under which the command knows it.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Which series proposes what differs from the newest release; null for what was released. A proposal may never be merged, or be merged
    /// in another form.
    /// </summary>
    public string? Proposal { get; init; }

    /// <summary>The kernel underneath.</summary>
    public required KernelProfile Kernel { get; init; }

    /// <summary>Flags that creation accepts.</summary>
    public GmemFlags KnownFlags { get; init; }

    /// <summary>A size of 0 is accepted.</summary>
    public bool AllowsEmptyFile { get; init; }

    /// <summary>A new folio is zeroed and made uptodate when it is got, not when it is first given to a guest.</summary>
    public bool ZeroesInGetFolio { get; init; }

    /// <summary>Every failure to get a folio is reported as <see cref="Errno.ENOMEM"/>.</summary>
    public bool ReportsNoMemoryOnly { get; init; }

    /// <summary>The mapping is inaccessible to the host, which implies unevictable; older ones were unevictable only.</summary>
    public bool Inaccessible { get; init; } = true;

    /// <summary><c>kvm_gmem_populate</c> exists.</summary>
    public bool HasPopulate { get; init; } = true;

    /// <summary>A VM of the default type may bind guest_memfd slots.</summary>
    public bool BindsOnDefaultVm { get; init; }

    /// <summary>VMs of the software-protected type, which have the private attribute, can be made.</summary>
    public bool HasProtectedVm { get; init; } = true;

    /// <summary><c>KVM_PRE_FAULT_MEMORY</c> exists; the recorded machine of 6.18 could not do it.</summary>
    public bool CanPreFault { get; init; } = true;

    /// <summary><c>readahead</c> on the file is an error instead of doing nothing.</summary>
    public bool RefusesReadahead { get; init; }

    /// <summary>
    /// Getting a folio looks for one in the cache before it asks for one to be made (<c>filemap_lock_folio</c>, the fast path of the NUMA
    /// policy): a miss looks the index up twice. Since 6.19.
    /// </summary>
    public bool LooksBeforeCreating { get; init; }

    /// <summary>
    /// <see cref="VirtualMachine.Populate(ulong, PageCount, Func{ulong, Pfn, Errno})"/> refuses a page that was prepared before with
    /// <see cref="Errno.EEXIST"/>. Until 6.19: 7.0 keeps no track of preparation any more (tag 9123c5f956b1).
    /// </summary>
    public bool TracksPreparation { get; init; } = true;

    /// <summary>
    /// Common code, not the vendor's, gets the source page of a population, and holds it while the target is filled (<c>FOLL_GET</c>).
    /// Since 7.0 (tag 9123c5f956b1).
    /// </summary>
    public bool HoldsPopulateSource { get; init; }

    /// <summary>
    /// A second binding of a range is <see cref="Errno.EEXIST"/>. Since 7.2 (tag 06ba195f136a); before, <see cref="Errno.EINVAL"/>.
    /// </summary>
    public bool SecondBindingExists { get; init; }

    /// <summary>
    /// A conversion drains the batches of all CPUs at most once, when it meets a folio that is held and may wait in a batch, and then tests
    /// that folio again: a large folio, which waits in none, drains nothing. A proposal (v8 of the in-place conversion, June 2026).
    /// </summary>
    public bool DrainsOnceAtHeldFolio { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
