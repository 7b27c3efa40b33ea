namespace FolioModel.Gmem;

/// <summary>How a version of guest_memfd behaves.</summary>
/// <remarks>
/// Every difference between the versions that is modelled is a member of this record, and nothing else asks for the version.
/// </remarks>
public sealed record GmemProfile
{
    /// <summary>
    /// The series of July 2023 (v11) in which the question "whose reference does <c>folio_put()</c> drop?" was asked: huge folios of order
    /// 9
    /// where the file asks for them, zeroed in get_folio, every error of get_folio is <see cref="Errno.ENOMEM"/>, batches of 15.
    /// </summary>
    public static GmemProfile V11 { get; } = new()
    {
        Name = "v11",
        Kernel = KernelProfile.Linux2023,
        KnownFlags = GmemFlags.AllowHugePage,
        AllowsEmptyFile = true,
        ZeroesInGetFolio = true,
        ReportsNoMemoryOnly = true,
        Inaccessible = false,
        HasPopulate = false,
        CanPreFault = false,
    };

    /// <summary>Linux 6.12, the version that was recorded.</summary>
    public static GmemProfile Linux612 { get; } = new() { Name = "6.12", Kernel = KernelProfile.Linux612 };

    /// <summary>
    /// The guest_memfd of Linux 6.18: files that the host may map, bindings on ordinary VMs, no private attribute on the recorded machine.
    /// </summary>
    /// <remarks>
    /// Every value is from a recording of 6.18.44. The page cache underneath is that of 6.12: states of a 6.18 page cache were not recorded
    /// (<c>docs/reference/kernels.md</c>).
    /// </remarks>
    public static GmemProfile Linux618 { get; } = new()
    {
        Name = "6.18",
        Kernel = KernelProfile.Linux612,
        KnownFlags = GmemFlags.Mmap | GmemFlags.InitShared,
        BindsOnDefaultVm = true,
        HasProtectedVm = false,
        CanPreFault = false,
        RefusesReadahead = true,
    };

    /// <summary>All profiles, oldest first.</summary>
    public static IReadOnlyList<GmemProfile> All { get; } = [V11, Linux612, Linux618];

    /// <summary>The name under which the command knows it.</summary>
    public required string Name { get; init; }

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

    /// <inheritdoc/>
    public override string ToString() => Name;
}
