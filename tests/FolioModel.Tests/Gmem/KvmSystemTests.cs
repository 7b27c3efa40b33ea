using FolioModel.Gmem;
using FolioModel.Cli.Content.Gmem;

namespace FolioModel.Tests.Gmem;

/// <summary>Descriptors and errors of guest_memfd as a process sees them, beyond what was recorded.</summary>
[TestFixture]
public sealed class KvmSystemTests
{
    private const int NotOpen = 99;

    private KvmSystem _system = null!;
    private int _kvm;
    private int _vm;
    private int _file;

    [SetUp]
    public void OpenEverything()
    {
        _system = new KvmSystem(new Machine(new MachineOptions { Ledger = true }), GmemProfile.Linux612);
        _kvm = (int)_system.OpenKvm().Value;
        _vm = (int)_system.CreateVm(_kvm, 1).Value;
        _file = (int)_system.CreateGuestMemfd(_vm, new GmemCreation(16 * PageSize.Bytes, 0)).Value;
    }

    [Test]
    public void TheLowestFreeDescriptorIsUsed()
    {
        Assert.That(_system.Descriptors, Is.EqualTo(new[] { 3, 4, 5 }));
        _system.Close(_vm);
        Assert.That(_system.CreateVm(_kvm, 0).Value, Is.EqualTo(_vm));
    }

    [Test]
    public void NoCallOnADescriptorThatIsNotOpenGetsAnyFurther()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_system.Fallocate(NotOpen, 1, 0, 4096).Error, Is.EqualTo(Errno.EBADF));
            Assert.That(_system.Read(NotOpen).Error, Is.EqualTo(Errno.EBADF));
            Assert.That(_system.Close(NotOpen).Error, Is.EqualTo(Errno.EBADF));
            Assert.That(_system.Duplicate(NotOpen).Error, Is.EqualTo(Errno.EBADF));
            Assert.That(_system.CreateVm(NotOpen, 0).Error, Is.EqualTo(Errno.EBADF));
            Assert.That(_system.CreateGuestMemfd(NotOpen, null).Error, Is.EqualTo(Errno.EBADF));
            Assert.That(_system.PreFaultMemory(NotOpen, 0, 4096, out _).Error, Is.EqualTo(Errno.EBADF));
            Assert.That(_system.Map(NotOpen, shared: true, out _).Error, Is.EqualTo(Errno.EBADF));
        }
    }

    [Test]
    public void AnIoctlOnTheWrongKindOfDescriptorIsNotItsIoctl()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_system.CreateVm(_file, 0).Error, Is.EqualTo(Errno.ENOTTY));
            Assert.That(_system.CreateGuestMemfd(_file, new GmemCreation(4096, 0)).Error, Is.EqualTo(Errno.ENOTTY));
            Assert.That(_system.SetMemoryAttributes(_file, 0, 4096, 8, 0).Error, Is.EqualTo(Errno.ENOTTY));
            Assert.That(_system.PreFaultMemory(_vm, 0, 4096, out _).Error, Is.EqualTo(Errno.ENOTTY));
        }
    }

    [Test]
    public void ABadDescriptorCountsOnlyAfterTheSlotItselfIsFoundGood()
    {
        MemoryRegion region = new(0, MemorySlotFlags.GuestMemfd, 0, 4096, NotOpen, 0);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_system.SetUserMemoryRegion(_vm, region).Error, Is.EqualTo(Errno.EBADF));
            Assert.That(_system.SetUserMemoryRegion(_vm, region with { Address = 1 }).Error, Is.EqualTo(Errno.EINVAL));
            Assert.That(_system.SetUserMemoryRegion(_vm, region with { Descriptor = _kvm }).Error, Is.EqualTo(Errno.EINVAL));
            Assert.That(_system.SetUserMemoryRegion(_vm, region with { Flags = 0 }).Error, Is.EqualTo(Errno.None));
        }
    }

    [Test]
    public void TheFileLivesUntilItsLastDescriptorIsClosedAndThenFreesItsFolios()
    {
        GuestMemfd file = _system.GuestMemfdOf(_file)!;
        _system.Fallocate(_file, 1, 0, 4096);
        int second = (int)_system.Duplicate(_file).Value;
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        _system.Close(_file);
        Assert.That(folio.IsAlive, "the duplicate did not keep the file");
        _system.Close(second);
        Assert.That(folio.IsAlive, Is.False, "the closed file kept its folio");
    }

    [Test]
    public void AFileOutlivesTheDescriptorOfItsVm()
    {
        VirtualMachine vm = _system.VmOf(_vm)!;
        _system.Close(_vm);
        Assert.That(vm.References, Is.EqualTo(1), "the open file holds the VM");
        Assert.That(_system.Fallocate(_file, 1, 0, 4096).IsOk);
    }

    [Test]
    public void AHostMappingSeesWhatItWroteUntilThePageIsPunched()
    {
        KvmSystem system = new(new Machine(), GmemProfile.Linux618);
        int vm = (int)system.CreateVm((int)system.OpenKvm().Value, 0).Value;
        int file = (int)system.CreateGuestMemfd(vm, new GmemCreation(2 * PageSize.Bytes, 3)).Value;
        system.Map(file, shared: true, out GmemMappedArea? mapping);
        mapping!.Write(new ByteOffset(5), 42);
        Assert.That(mapping.Read(new ByteOffset(5)).Value, Is.EqualTo(42));
        system.Fallocate(file, 3, 0, PageSize.Bytes);
        Assert.That(mapping.Read(new ByteOffset(5)).Value, Is.Zero, "the punched page kept its contents");
    }

    [TestCase(3UL, 2 * PageSize.Bytes, true)]
    [TestCase(3UL, -1, true)]
    [TestCase(1UL, 0, true)]
    [TestCase(3UL, (2 * PageSize.Bytes) - 1, false)]
    public void ATouchOutsideTheFileOrOfPrivateMemoryIsABusError(ulong flags, long offset, bool bus)
    {
        KvmSystem system = new(new Machine(), GmemProfile.Linux618);
        int vm = (int)system.CreateVm((int)system.OpenKvm().Value, 0).Value;
        int file = (int)system.CreateGuestMemfd(vm, new GmemCreation(2 * PageSize.Bytes, flags)).Value;
        system.Map(file, shared: true, out GmemMappedArea? mapping);
        Assert.That(mapping!.Read(new ByteOffset(offset)).IsBusError, Is.EqualTo(bus));
    }
}
