using FolioModel.Shmem;

namespace FolioModel.Tests.Filemap;

/// <summary>A position before the start of a file, or a length below zero, is refused and changes nothing.</summary>
internal sealed class ByteOffsetTests
{
    [Test]
    public void NoPageHoldsAByteBeforeTheStart([Values(-1, -4096, long.MinValue)] long position)
    {
        Assert.That(() => new ByteOffset(position).ToPageIndex(), Throws.InstanceOf<ArgumentOutOfRangeException>()
            .With.Message.Contains($"byte {position} lies before the start of the file"));
        Assert.That(() => new ByteOffset(position).ToNextPageIndex(), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void TheLargestPositionHasItsPages() => Assert.Multiple(() =>
    {
        Assert.That(new ByteOffset(long.MaxValue).ToPageIndex().Value, Is.EqualTo((ulong)long.MaxValue >> PageSize.Shift));
        Assert.That(new ByteOffset(long.MaxValue).ToNextPageIndex().Value, Is.EqualTo(1UL << (63 - PageSize.Shift)));
    });

    [Test]
    public void TruncationOfANegativeRangeIsRefused()
    {
        Machine machine = new(new MachineOptions { Pages = 1024 });
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data" });
        ShmemFile shmem = new ShmemMount(machine).CreateFile(new ShmemOptions { Size = PageSize.Bytes });
        shmem.Write(0, PageSize.Bytes);
        MachineSnapshot before = machine.Snapshot();
        Assert.That(() => file.Truncate(new ByteOffset(-2), ByteOffset.ToEnd), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => shmem.TruncateRange(new ByteOffset(-2), ByteOffset.ToEnd), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => shmem.TruncateRange(new ByteOffset(4096), new ByteOffset(0)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(machine.Snapshot(), Is.EqualTo(before));
    }
}
