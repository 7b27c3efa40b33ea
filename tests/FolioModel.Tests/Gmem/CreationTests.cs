using FolioModel.Gmem;

namespace FolioModel.Tests.Gmem;

[TestFixture]
internal sealed class CreationTests
{
    [TestCase(0, 0UL)]
    [TestCase(1, 0UL)]
    [TestCase(4095, 0UL)]
    [TestCase(4097, 0UL)]
    [TestCase(-4096, 0UL)]
    [TestCase(4096, 1UL)]
    [TestCase(4096, 1UL << 63)]
    public void In612AnEmptyUnalignedNegativeSizeOrAnyFlagIsInvalid(long size, ulong flags) =>
        Assert.That(new GmemFixture().Vm.CreateGuestMemfd(size, (GmemFlags)flags).Error, Is.EqualTo(Errno.EINVAL));

    [TestCase(1UL, Errno.None)]
    [TestCase(2UL, Errno.None)]
    [TestCase(3UL, Errno.None)]
    [TestCase(4UL, Errno.EINVAL)]
    public void In618MmapAndInitSharedAreKnown(ulong flags, Errno expected) =>
        Assert.That(new GmemFixture(GmemProfile.Linux618).Vm.CreateGuestMemfd(4096, (GmemFlags)flags).Error, Is.EqualTo(expected));

    [Test]
    public void TheV11SeriesAcceptsAnEmptyFile() =>
        Assert.That(new GmemFixture(GmemProfile.V11).Vm.CreateGuestMemfd(0, GmemFlags.None).Error, Is.EqualTo(Errno.None));

    [TestCase(4096, Errno.EINVAL)]
    [TestCase(2 << 20, Errno.None)]
    public void AFileOfHugePagesIsAMultipleOf2MiB(long size, Errno expected) =>
        Assert.That(new GmemFixture(GmemProfile.V11).Vm.CreateGuestMemfd(size, GmemFlags.AllowHugePage).Error, Is.EqualTo(expected));

    [Test]
    public void AnOpenFileKeepsItsVmAlive()
    {
        GmemFixture fixture = new();
        fixture.Vm.Close();
        Assert.That(fixture.Vm.References, Is.EqualTo(1), "the file's reference on the VM is gone");
        fixture.File.Close();
        Assert.That(fixture.Vm.References, Is.Zero);
    }

    [Test]
    public void AVmTypeThatTheVersionLacksIsRefused() =>
        Assert.That(() => new VirtualMachine(new Machine(), GmemProfile.Linux618, VmType.SoftwareProtected), Throws.ArgumentException);
}
