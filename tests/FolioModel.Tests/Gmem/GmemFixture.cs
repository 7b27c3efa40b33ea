using FolioModel.Gmem;

namespace FolioModel.Tests.Gmem;

/// <summary>A checked machine with a VM and a guest_memfd of 64 pages.</summary>
internal sealed class GmemFixture
{
    public const long Page = PageSize.Bytes;
    public const int Pages = 64;

    public GmemFixture(GmemProfile? profile = null, IAllocationFaults? faults = null, GmemFlags flags = GmemFlags.None, long? size = null)
    {
        Profile = profile ?? GmemProfile.Linux612;
        Machine = new Machine(new MachineOptions
        {
            Pages = 8192,
            Profile = Profile.Kernel,
            Ledger = true,
            LockChecking = true,
            AllocationFaults = faults,
        });
        Vm = new VirtualMachine(Machine, Profile, Profile.HasProtectedVm ? VmType.SoftwareProtected : VmType.Default);
        File = Vm.CreateGuestMemfd(size ?? Pages * Page, flags).File!;
    }

    public GmemProfile Profile { get; }

    public Machine Machine { get; }

    public VirtualMachine Vm { get; }

    public GuestMemfd File { get; }

    public Folio FolioAt(ulong index) => File.Mapping.Pages.Peek(new PageIndex(index)).Folio;

    public Errno Allocate(long page, long count) => File.Fallocate(FallocateMode.KeepSize, new ByteOffset(page * Page), count * Page);

    public Errno Punch(long page, long count) =>
        File.Fallocate(FallocateMode.KeepSize | FallocateMode.PunchHole, new ByteOffset(page * Page), count * Page);

    /// <summary>Binds the whole file at guest address 0 and makes it private.</summary>
    public MemorySlot BindAllPrivate()
    {
        Assert.That(Vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, Pages * (ulong)Page, File, 0), Is.EqualTo(Errno.None));
        Assert.That(Vm.Attributes.Set(0, Pages * (ulong)Page, MemoryAttributes.Private, 0), Is.EqualTo(Errno.None));
        return Vm.Slots[0];
    }

    /// <summary>Whether every page of memory is free once all lists are drained.</summary>
    public bool AllMemoryIsFree()
    {
        Machine.Batches.DrainAll();
        Machine.Allocator.DrainAllPages();
        return Machine.Allocator.FreePageCount.Value == Machine.Options.Pages;
    }
}
