using FolioModel.Cli.Content.Core;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>guest_memfd's part of the lock matrix.</summary>
internal static class GmemMatrix
{
    private const string Guest = "guest_memfd";
    private const int Pages = 3;

    public static MatrixPart Part { get; } = new()
    {
        Files = [new MatrixFile(Guest, "a guest_memfd of two cached pages",
            static world => GuestSite.Open(world)) { AlsoRuns = CoreMatrix.OnSmallFolios }],
        Rows =
        [
            Row("gmem allocate", static async w => $"{await w.Guest.AllocateAsync(default, 3 * PageSize.Bytes)}"),
            Row("punch hole", static async w => $"{await w.Guest.PunchHoleAsync(default, PageSize.Bytes)}"),
            Row("get_pfn", static async w => $"{await w.Vm.FaultPrivateAsync(0)}"),
            Row("convert", static async w =>
                $"{(await w.Guest.ConvertAsync(PageIndex.Zero, new PageCount(2), toPrivate: true, drain: true)).Error}") with { GivesUp =
                    [$"{Errno.EAGAIN}"] },
            Row("bind", static async w =>
                $"{await w.Vm.SetMemoryRegionAsync(2, MemorySlotFlags.GuestMemfd, 1 << 20, PageSize.Bytes, w.Guest, 2 * PageSize.Bytes)}"),
        ],
        BenignPairs =
        [
            new('e', "the fault uses slots that are there; a new slot is seen when it is whole, and binds pages of its own",
                BenignPair.Between("get_pfn", "bind")),
        ],
        Witnesses =
        [
            new(GmemLocks.SlotsLock, "two-slots", "nobody adds a slot between the look for overlapping ones and the addition of one's own"),
            new(GmemLocks.MmuLock, "punch-hole+get_pfn", "nothing is invalidated between the look at the sequence and the guest's mapping"),
        ],
    };

    private static MatrixRow Row(string name, Func<GuestSite, KernelWork<string>> run) => MatrixRow.For(name, [Guest], run);

    /// <summary>A guest's memory: two of the file's three pages are there, bound to slot 1, and private.</summary>
    private sealed class GuestSite(World world, VirtualMachine vm, GuestMemfd guest) : MatrixSite(world, guest.Mapping)
    {
        public VirtualMachine Vm { get; } = vm;

        public GuestMemfd Guest { get; } = guest;

        /// <summary>A page that the guest has mapped is dirty; one that it has not it maps when it needs it.</summary>
        protected override bool ComparesDirty => false;

        public static GuestSite Open(World world)
        {
            VirtualMachine vm = new(world.Machine, GuestPrograms.ProfileOf(world), VmType.SoftwareProtected);
            GuestMemfd guest = vm.CreateGuestMemfd(Pages * PageSize.Bytes, GmemFlags.None).File!;
            vm.SetMemoryRegion(1, MemorySlotFlags.GuestMemfd, 0, 2 * PageSize.Bytes, guest, 0);
            vm.Attributes.Set(0, 2 * PageSize.Bytes, MemoryAttributes.Private, 0);
            guest.Allocate(default, 2 * PageSize.Bytes);
            world.Machine.Batches.DrainAll();
            return new GuestSite(world, vm, guest);
        }

        protected override string DescribeOwner() => $"{Vm.Slots.Count} slots, ";
    }
}
