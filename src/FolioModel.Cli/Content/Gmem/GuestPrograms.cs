using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>guest_memfd's operations against each other.</summary>
internal static class GuestPrograms
{
    private const int Bytes = PageSize.Bytes;

    public static ExplorationProgram AllocatePunchConvert { get; } =
        new("allocate-punch-convert", "allocate, punch hole and convert on one page", static world =>
    {
        VirtualMachine vm = new(world.Machine, ProfileOf(world), VmType.SoftwareProtected);
        GuestMemfd file = vm.CreateGuestMemfd(Bytes, GmemFlags.None).File!;
        vm.SetMemoryRegion(1, MemorySlotFlags.GuestMemfd, 0, Bytes, file, 0);
        world.Task("allocate", async () => await file.AllocateAsync(default, Bytes));
        world.Task("punch", async () => await file.PunchHoleAsync(default, Bytes));
        world.Task("convert", async () => await file.ConvertAsync(PageIndex.Zero, new PageCount(1), toPrivate: true, drain: true));
        world.Sometimes("the page is there at the end", () => file.Mapping.Pages.Count.Value == 1);
        world.Sometimes("the page is gone at the end", () => file.Mapping.Pages.Count.Value == 0);
    });

    /// <summary>Binding waits for the invalidate lock between the look for overlaps and the addition of the slot.</summary>
    public static ExplorationProgram TwoSlots { get; } =
        new("two-slots", "two bindings of one guest address to different parts of a guest_memfd", static world =>
    {
        VirtualMachine vm = new(world.Machine, ProfileOf(world), VmType.SoftwareProtected);
        GuestMemfd file = vm.CreateGuestMemfd(2 * Bytes, GmemFlags.None).File!;
        world.Task("bind 1", async () => await vm.SetMemoryRegionAsync(1, MemorySlotFlags.GuestMemfd, 0, Bytes, file, 0));
        world.Task("bind 2", async () => await vm.SetMemoryRegionAsync(2, MemorySlotFlags.GuestMemfd, 0, Bytes, file, Bytes));
        world.Finally("a guest address is in one slot", () => vm.Slots.Count == 1 ? null : $"{vm.Slots.Count} slots cover guest frame 0");
    });

    /// <summary>The guest_memfd of the world's kernel, on a machine that can make VMs with private memory.</summary>
    public static GmemProfile ProfileOf(World world) => GmemProfile.On(world.Machine.Profile) with { HasProtectedVm = true };
}
