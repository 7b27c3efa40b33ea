using FolioModel.Cli.Content.Core;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>guest_memfd: what protects mappings that hold no reference.</summary>
internal static class GmemExhibits
{
    private const int Bytes = (int)PageSize.Bytes;

    public static Exhibit FaultWithoutSequence { get; } = new(
        "fault-sequence",
        "guest fault against punch hole",
        "the fault maps what it found without comparing the invalidation sequence, and the guest keeps a page that the file has lost",
        "mmu_invalidate_retry_gfn; KVM TDP MMU page fault",
        static (world, wrong) =>
        {
            (VirtualMachine vm, GuestMemfd file, MemorySlot slot) = Guest(world, allocate: true);
            world.Task("fault", async () =>
            {
                if (!wrong)
                {
                    await vm.FaultPrivateAsync(0);
                    return;
                }

                GuestPfn got = await vm.GetPfnAsync(slot, 0);
                await vm.MmuLock.AcquireAsync();
                vm.PageTable.Map(0, got.Pfn);
                vm.MmuLock.Release();
                await vm.ReleasePfnAsync(got.Folio);
            });
            world.Task("punch", async () => await file.PunchHoleAsync(default, Bytes));
            world.Finally("the guest maps pages of the file only", () => vm.PageTable.Entries.TryGetValue(0, out Pfn pfn)
                && world.Machine.PeekFolio(pfn) is var folio && (folio.IsNone || folio.Mapping != file.Mapping)
                    ? $"guest frame 0 maps {pfn}" : null);
        });

    public static Exhibit ConvertWithoutDrain { get; } = new(
        "convert-drain",
        "conversion against allocation on another CPU",
        "the conversion drains no other CPU's batches, whose references make an unused page look used",
        "guest_memfd in-place conversion, linux-kvm 2026: drain all CPUs' lru_add batches if a count is unexpectedly high",
        static (world, wrong) =>
        {
            (_, GuestMemfd file, _) = Guest(world, allocate: false);
            GmemConversion? result = null;
            world.Task("allocate", async () => await file.AllocateAsync(default, Bytes));
            world.Task("convert",
                async () => result = await file.ConvertAsync(PageIndex.Zero, new PageCount(1), toPrivate: false, drain: !wrong));
            world.Finally("nobody uses the page, so it can be converted", () =>
                result!.IsSafe ? null : $"refused because of {string.Join(", ", result.Holders)}");
        });

    public static Exhibit SignedBind { get; } = new(
        "bind-overflow",
        "a binding with a huge offset, against an allocation",
        "offset and size are added as signed numbers: the sum wraps, and a range beyond the file is accepted",
        "KVM: guest_memfd 2026: an unsigned type for the offset of a binding; kvm_gmem_bind",
        static (world, wrong) =>
        {
            (VirtualMachine vm, GuestMemfd file, _) = Guest(world, allocate: false);
            const ulong Offset = long.MaxValue & ~0xFFFUL;
            Errno error = Errno.None;
            world.Task("bind", async () =>
            {
                bool looksFine = (long)Offset >= 0 && unchecked((long)Offset + Bytes) <= file.Inode.Size;
                error = wrong && looksFine
                    ? Errno.None
                    : await vm.SetMemoryRegionAsync(2, MemorySlotFlags.GuestMemfd, 1 << 20, Bytes, file, Offset);
            });
            world.Task("allocate", async () => await file.AllocateAsync(default, Bytes));
            world.Finally("a range beyond the file is refused",
                () => error == Errno.EINVAL ? null : $"the binding at offset 0x{Offset:x} returned {error}");
        });

    public static Exhibit UnbindAgainstRelease { get; } = new(
        "unbind-release",
        "deletion of a slot against closing the file",
        "the deletion reads the slot's file without slots_lock, and goes on with a file that is closed meanwhile",
        "kvm_gmem_unbind and kvm_gmem_release: slots_lock",
        static (world, wrong) =>
        {
            (VirtualMachine vm, GuestMemfd file, MemorySlot slot) = Guest(world, allocate: false);
            world.Task("delete", async () =>
            {
                if (!wrong)
                {
                    await vm.SetMemoryRegionAsync(slot.Id, MemorySlotFlags.GuestMemfd, 0, 0, null, 0);
                    return;
                }

                GuestMemfd? bound = slot.File;
                await world.Point(SchedulingPoint.SlotLoad);
                if (bound is not null)
                {
                    await bound.Mapping.InvalidateLock.DownWriteAsync();
                    bool closed = bound.IsClosed;
                    bound.Mapping.InvalidateLock.UpWrite();
                    if (closed)
                    {
                        throw new KernelBugException("the slot's file was closed, and its inode freed, while unbind used it")
                        {
                            Task = world.Machine.Current,
                        };
                    }
                }
            });
            world.Task("close", async () => await file.CloseAsync());
        });

    private static (VirtualMachine Vm, GuestMemfd File, MemorySlot Slot) Guest(World world, bool allocate)
    {
        VirtualMachine vm = new(world.Machine, GuestPrograms.ProfileOf(world), VmType.SoftwareProtected);
        GuestMemfd file = vm.CreateGuestMemfd(2 * Bytes, GmemFlags.None).File!;
        vm.SetMemoryRegion(1, MemorySlotFlags.GuestMemfd, 0, 2 * Bytes, file, 0);
        vm.Attributes.Set(0, 2 * Bytes, MemoryAttributes.Private, 0);
        if (allocate)
        {
            file.Allocate(default, Bytes);
            world.Machine.Batches.DrainAll();
        }

        return (vm, file, vm.Slots[1]);
    }
}
