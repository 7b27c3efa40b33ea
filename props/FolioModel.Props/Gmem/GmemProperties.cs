using FolioModel.Cli.Content.Gmem;
using FolioModel.Gmem;
using FolioModel.Testing;

namespace FolioModel.Props.Gmem;

/// <summary>Random guest_memfd programs: allocate, punch, bind, fault, get_pfn, lookups, puts, drains, signals, lack of memory.</summary>
public sealed class GmemProperties
{
    [FolioProperty(typeof(GmemSubject), Operations = 30_000)]
    public void EveryInvariantHoldsAfterEveryStepAndNothingLeaks(CampaignResult result)
    {
        string[] expected =
        [
            "allocate: ok", "allocate: EINVAL", "allocate: EINTR", "allocate: ENOMEM", "punch hole: ok", "bind: ok", "bind: EINVAL",
                "bind: EEXIST",
            "unbind: ok", "unbind: EINVAL", "fault: ok", "fault: EFAULT", "fault: ENOMEM", "get pfn: ok", "convert: ok", "convert: EAGAIN",
            "test conversion: EAGAIN", "test conversion: ok", "punched a folio in a batch", "punched a folio that a task holds",
            "freed by the last of its holders, after the file let go",
        ];
        Assert.That(expected.Where(name => result.Coverage.Of(name) == 0), Is.Empty,
            "these never happened, so nothing was tested about them");
    }

    [FolioProperty(typeof(Refined), Operations = 5_000, ProgramLength = 250)]
    public void EveryStateIsTheSpecifications(CampaignResult result) => Assert.That(result.Coverage.Of("fault: ok"), Is.Positive);

    [FolioProperty(typeof(Small), Operations = 20_000)]
    public void RunningOutOfMemoryLosesNothing(CampaignResult result) =>
        Assert.That(result.Coverage.Of("allocate much: ENOMEM"), Is.Positive, "memory never ran out");

    [FolioProperty(typeof(Huge), Operations = 5_000)]
    public void HugeFoliosOfV11LeakNothing(CampaignResult result) => Assert.That(result.Coverage.Of("punch hole: ok"), Is.Positive);

    /// <summary>Found by a random program and kept: the rest of a huge folio stays mapped although it left the file.</summary>
    [Test]
    public void PunchingAPartOfAHeldHugeFolioLeavesV11sGuestAMappingOfMemoryThatLeftTheFile()
    {
        Machine machine = new(new MachineOptions { Ledger = true, Profile = KernelProfile.Linux2023 });
        VirtualMachine vm = new(machine, GmemProfile.V11, VmType.SoftwareProtected);
        GuestMemfd file = vm.CreateGuestMemfd(2 << 20, GmemFlags.AllowHugePage).File!;
        vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, 2 << 20, file, 0);
        vm.Attributes.Set(0, 2 << 20, MemoryAttributes.Private, 0);
        vm.FaultPrivate(5);
        Folio held = file.Mapping.Pages.GetFolio(PageIndex.Zero).Folio;
        file.PunchHole(new ByteOffset(0), PageSize.Bytes);
        Assert.That(machine.Validate().Select(static v => v.Invariant.Number), Does.Contain(98));
        held.Put();
    }

    /// <summary>I-92: folios leave a guest_memfd only under the exclusive lock, but for the end of the file.</summary>
    [Test]
    public void NothingLeavesTheFileWithoutTheExclusiveLock()
    {
        Machine machine = new(new MachineOptions { Ledger = true });
        VirtualMachine vm = new(machine, GmemProfile.Linux612, VmType.SoftwareProtected);
        GuestMemfd file = vm.CreateGuestMemfd(64 << PageSize.Shift, GmemFlags.None).File!;
        LockWatch watch = new(file.Mapping);
        machine.Observer = watch;
        file.Fallocate(FallocateMode.KeepSize, new ByteOffset(0), 40 << PageSize.Shift);
        file.Fallocate(FallocateMode.KeepSize | FallocateMode.PunchHole, new ByteOffset(3 << PageSize.Shift), 20 << PageSize.Shift);
        Assert.That((watch.Removed, watch.Unlocked), Is.EqualTo((20, 0)));
    }

    [Test]
    public void APunchedPageComesBackUnprepared()
    {
        Machine machine = new(new MachineOptions { Ledger = true });
        VirtualMachine vm = new(machine, GmemProfile.Linux612, VmType.SoftwareProtected);
        GuestMemfd file = vm.CreateGuestMemfd(64 << PageSize.Shift, GmemFlags.None).File!;
        vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, 64 << PageSize.Shift, file, 0);
        vm.Attributes.Set(0, 64 << PageSize.Shift, MemoryAttributes.Private, 0);
        vm.FaultPrivate(7);
        Assert.That(file.Mapping.Pages.Peek(new PageIndex(7)).Folio.Has(FolioFlags.Uptodate), "a page given to the guest was not prepared");
        file.PunchHole(new ByteOffset(7 << PageSize.Shift), PageSize.Bytes);
        file.Allocate(new ByteOffset(7 << PageSize.Shift), PageSize.Bytes);
        Assert.That(file.Mapping.Pages.Peek(new PageIndex(7)).Folio.Has(FolioFlags.Uptodate), Is.False,
            "stale contents would reach the guest");
    }

    [Test]
    public void APoisonedPageIsNotGivenAndLeaksNoReference()
    {
        Machine machine = new(new MachineOptions { Ledger = true });
        VirtualMachine vm = new(machine, GmemProfile.Linux612, VmType.SoftwareProtected);
        GuestMemfd file = vm.CreateGuestMemfd(64 << PageSize.Shift, GmemFlags.None).File!;
        vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, 64 << PageSize.Shift, file, 0);
        vm.Attributes.Set(0, 64 << PageSize.Shift, MemoryAttributes.Private, 0);
        vm.FaultPrivate(7);
        machine.Batches.DrainAll();
        Folio folio = file.Mapping.Pages.Peek(new PageIndex(7)).Folio;
        machine.MemoryFailure(folio.Pfn);
        int count = folio.RefCount;
        Assert.That(vm.GetPfn(vm.Slots[0], 7).Error, Is.EqualTo(Errno.EHWPOISON));
        Assert.That(folio.RefCount, Is.EqualTo(count), "the refused page kept a reference");
        file.Close();
        machine.Allocator.DrainAllPages();
        Assert.That(machine.StateOf(folio.Pfn), Is.Not.EqualTo(PageState.Buddy).And.Not.EqualTo(PageState.PerCpu),
            "bad memory became allocatable (I-12)");
    }

    private sealed class Refined() : GmemSubject(new GmemOptions { Refined = true });

    private sealed class Small() : GmemSubject(new GmemOptions { Pages = 48 });

    /// <summary>
    /// Without the invariants of guest_memfd: see
    /// <see cref="PunchingAPartOfAHeldHugeFolioLeavesV11sGuestAMappingOfMemoryThatLeftTheFile"/>.
    /// </summary>
    private sealed class Huge() : GmemSubject(new GmemOptions
    {
        Huge = true,
        Profile = GmemProfile.V11,
        Monitor = new MonitorOptions { ExceptOwners = [GmemInvariants.Owner], StepsBetweenFullValidations = 64 },
    });

    private sealed class LockWatch(AddressSpace mapping) : IMachineObserver
    {
        public int Removed { get; private set; }

        public int Unlocked { get; private set; }

        public void OnEvent(Machine machine, in KernelEvent kernelEvent)
        {
            if (kernelEvent.Kind == KernelEventKind.MmFilemapDeleteFromPageCache)
            {
                Removed++;
                Unlocked += mapping.InvalidateLock.Writer == machine.Current ? 0 : 1;
            }
        }
    }
}
