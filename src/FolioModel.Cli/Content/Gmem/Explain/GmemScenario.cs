using FolioModel.Cli.Explain;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>The common part of the guest_memfd scenarios: a profile, a VM, a file.</summary>
internal abstract class GmemScenario : Scenario
{
    /// <summary>The profile of guest_memfd, or the kernel whose guest_memfd it shall be.</summary>
    protected static ScenarioOption ProfileOption { get; } = ScenarioOption.Profile(string.Join(", ", Names));

    private static IEnumerable<string> Names => GmemProfile.All.Select(static p => p.Name).Union(KernelNames);

    protected static GmemProfile ProfileOf(ExplainRequest request, int order)
    {
        string name = request.Profile ?? (order == 0 ? GmemProfile.Linux612.Name : GmemProfile.V11.Name);
        GmemProfile profile = GmemProfile.Find(name)
            ?? throw new UsageException($"there is no profile '{name}'; expected one of {string.Join(", ", Names)}");
        if (order != 0 && (profile.KnownFlags & GmemFlags.AllowHugePage) == 0)
        {
            throw new UsageException(
                $"guest_memfd of profile {profile} has folios of order 0 only; for order {order} use --profile {GmemProfile.V11}");
        }

        return profile;
    }

    protected static GuestMemfd NewFile(Machine machine, GmemProfile profile, int order)
    {
        VmType type = profile.HasProtectedVm ? VmType.SoftwareProtected : VmType.Default;
        VirtualMachine vm = new(machine, profile, type);
        return vm.CreateGuestMemfd(4L << 20, order == 0 ? GmemFlags.None : GmemFlags.AllowHugePage).File!;
    }

    protected static long BytesOf(int order) => (long)PageSize.Bytes << order;
}
