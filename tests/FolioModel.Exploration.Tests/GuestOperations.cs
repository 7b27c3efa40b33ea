using FolioModel.Gmem;

namespace FolioModel.Exploration.Tests;

/// <summary>guest_memfd's operations against each other.</summary>
internal static class GuestOperations
{
    public static void ThreeTasks(World world)
    {
        VirtualMachine vm = new(world.Machine, GmemProfile.Linux612, VmType.SoftwareProtected);
        GuestMemfd file = vm.CreateGuestMemfd(PageSize.Bytes, GmemFlags.None).File!;
        vm.SetMemoryRegion(1, MemorySlotFlags.GuestMemfd, 0, PageSize.Bytes, file, 0);
        world.Task("allocate", async () => await file.AllocateAsync(default, PageSize.Bytes));
        world.Task("punch", async () => await file.PunchHoleAsync(default, PageSize.Bytes));
        world.Task("convert", async () => await file.ConvertAsync(PageIndex.Zero, new PageCount(1), toPrivate: true, drain: true));
    }
}
