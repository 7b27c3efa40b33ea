using System.Globalization;

namespace FolioModel;

/// <content>The releases, and the proposals that have a profile.</content>
public sealed partial record KernelProfile
{
    /// <summary>
    /// Linux of 2023 (6.5): batches of 15, and one cache reference for a huge page of a pool.
    /// </summary>
    public static KernelProfile Linux2023 { get; } = new() { Name = "2023", FolioBatchCapacity = 15, PooledIndexInBasePages = false };

    /// <summary>Linux 6.12 (6.12.117) on x86-64, the version that was recorded. The default.</summary>
    public static KernelProfile Linux612 { get; } = new() { Name = "6.12" };

    /// <summary>Linux 6.14: frozen allocation, uncached input and output.</summary>
    public static KernelProfile Linux614 { get; } = Linux612 with
    {
        Name = "6.14",
        AllocatesFrozen = true,
        HasUncachedIo = true,
        SearchesDisksSlotBySlot = false,
    };

    /// <summary>Linux 6.15: truncation splits around the hole only.</summary>
    public static KernelProfile Linux615 { get; } =
        Linux614 with { Name = "6.15", SplitsAroundHoles = true, SplitsToAnyOrder = true };

    /// <summary>Linux 6.16: uncached writeback looks again before it drops a folio.</summary>
    public static KernelProfile Linux616 { get; } = Linux615 with { Name = "6.16", LooksAgainBeforeDropBehind = true };

    /// <summary>Linux 6.17: no modelled difference from 6.16.</summary>
    public static KernelProfile Linux617 { get; } = Linux616 with { Name = "6.17" };

    /// <summary>Linux 6.18: the swap table.</summary>
    public static KernelProfile Linux618 { get; } = Linux617 with { Name = "6.18", HasSwapTable = true };

    /// <summary>Linux 6.19: no modelled difference from 6.18 in the core; an owner of memory may differ.</summary>
    public static KernelProfile Linux619 { get; } = Linux618 with { Name = "6.19" };

    /// <summary>Linux 7.0: slots are claimed with their folio, huge pages stay frozen in their pool.</summary>
    public static KernelProfile Linux70 { get; } =
        Linux619 with { Name = "7.0", ClaimsSlotsWithFolio = true, KeepsHugePagesFrozen = true };

    /// <summary>Linux 7.1: no modelled difference from 7.0.</summary>
    public static KernelProfile Linux71 { get; } = Linux70 with { Name = "7.1" };

    /// <summary>
    /// Linux 7.2: no modelled difference from 7.1 in the core. <c>folio_ref_count</c> is documented in the words expected, temporary and
    /// spurious, which <see cref="Ledger.HolderClass"/> uses; an owner of memory may differ.
    /// </summary>
    public static KernelProfile Linux72 { get; } = Linux71 with { Name = "7.2" };

    /// <summary>7.2 with the proposed drain that frees dead folios. No release has it as far as is known.</summary>
    public static KernelProfile DeadFolioDrain { get; } = Linux72 with
    {
        Name = "dead-folio-drain",
        Proposal = "mm/swap: free dead folios at drain (April 2026)",
        FreesDeadFoliosAtDrain = true,
    };

    /// <summary>All profiles: releases, oldest first, then proposals.</summary>
    public static IReadOnlyList<KernelProfile> All { get; } =
    [
        Linux2023, Linux612, Linux614, Linux615, Linux616, Linux617, Linux618, Linux619, Linux70, Linux71, Linux72, DeadFolioDrain,
    ];

    /// <summary>Finds a profile by its name, or by a release that it stands for.</summary>
    /// <param name="name">
    /// A name of <see cref="All"/>; or a release from 6.12 to the newest, with or without a patch level, as in <c>6.13</c> or
    /// <c>6.18.44</c>: then the newest profile that is not newer.
    /// </param>
    /// <returns>The profile, or null where there is none.</returns>
    public static KernelProfile? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (All.FirstOrDefault(p => p.Name == name) is { } named)
        {
            return named;
        }

        return ReleaseOf(name) is { } release && release >= ReleaseOf(Linux612.Name) && release <= ReleaseOf(Linux72.Name)
            ? All.Where(p => p.Proposal is null && ReleaseOf(p.Name) <= release).MaxBy(static p => ReleaseOf(p.Name))
            : null;
    }

    /// <summary>The first two numbers of a release as one number that can be compared, or null where there are none.</summary>
    private static int? ReleaseOf(string name)
    {
        const int Minors = 1000;
        string[] parts = name.Split('.');
        return parts.Length >= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor) && minor < Minors
            ? (major * Minors) + minor : null;
    }
}
