namespace FolioModel.Gmem;

/// <content>The releases, and the proposals that have a profile.</content>
public sealed partial record GmemProfile
{
    /// <summary>
    /// The series of July 2023 (v11) in which the question "whose reference does <c>folio_put()</c> drop?" was asked: huge folios of order
    /// 9 where the file asks for them, zeroed in get_folio, every error of get_folio is <see cref="Errno.ENOMEM"/>, batches of 15.
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
    /// Every value is from a recording of 6.18.44. What differs in the page cache underneath (<see cref="KernelProfile.Linux618"/>) was
    /// read, not recorded.
    /// </remarks>
    public static GmemProfile Linux618 { get; } = new()
    {
        Name = "6.18",
        Kernel = KernelProfile.Linux618,
        KnownFlags = GmemFlags.Mmap | GmemFlags.InitShared,
        BindsOnDefaultVm = true,
        HasProtectedVm = false,
        CanPreFault = false,
        RefusesReadahead = true,
    };

    /// <summary>guest_memfd of Linux 6.19: looks for a folio before it makes one.</summary>
    public static GmemProfile Linux619 { get; } =
        Linux618 with { Name = "6.19", Kernel = KernelProfile.Linux619, LooksBeforeCreating = true };

    /// <summary>guest_memfd of Linux 7.0: common code holds the source of a population, preparation is not tracked.</summary>
    public static GmemProfile Linux70 { get; } = Linux619 with
    {
        Name = "7.0",
        Kernel = KernelProfile.Linux70,
        TracksPreparation = false,
        HoldsPopulateSource = true,
    };

    /// <summary>guest_memfd of Linux 7.2: a second binding of a range is EEXIST.</summary>
    public static GmemProfile Linux72 { get; } = Linux70 with { Name = "7.2", Kernel = KernelProfile.Linux72, SecondBindingExists = true };

    /// <summary>7.2 with the conversion in place of the series v8, of June 2026. No release has it as far as is known.</summary>
    public static GmemProfile ConversionV8 { get; } = Linux72 with
    {
        Name = "conversion-v8",
        Proposal = "KVM: guest_memfd: in-place conversion, v8 (June 2026)",
        DrainsOnceAtHeldFolio = true,
    };

    /// <summary>All profiles: releases, oldest first, then proposals. Releases in between are like the one before them.</summary>
    public static IReadOnlyList<GmemProfile> All { get; } = [V11, Linux612, Linux618, Linux619, Linux70, Linux72, ConversionV8];

    /// <summary>Finds a profile by its name, or by that of a kernel.</summary>
    /// <param name="name">A name of <see cref="All"/>, or of a kernel that <see cref="KernelProfile.Find"/> knows.</param>
    /// <returns>The profile, on the kernel that was named; or null where there is none.</returns>
    public static GmemProfile? Find(string name)
    {
        if (All.FirstOrDefault(p => p.Name == name) is { } named)
        {
            return named;
        }

        return KernelProfile.Find(name) is { } kernel ? On(kernel) with { Name = kernel.Name } : null;
    }

    /// <summary>The guest_memfd of a kernel: of the newest release that is not newer.</summary>
    /// <param name="kernel">The kernel.</param>
    public static GmemProfile On(KernelProfile kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        int age = IndexOf(kernel);
        GmemProfile newest = All.Last(p => p.Proposal is null && IndexOf(p.Kernel) <= age);
        return newest with { Kernel = kernel };
    }

    private static int IndexOf(KernelProfile kernel)
    {
        for (int i = 0; i < KernelProfile.All.Count; i++)
        {
            if (KernelProfile.All[i].Name == kernel.Name)
            {
                return i;
            }
        }

        return KernelProfile.All.ToList().IndexOf(KernelProfile.Linux612);
    }
}
