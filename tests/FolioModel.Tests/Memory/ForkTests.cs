using FolioModel.Files;
using FolioModel.Forking;
using FolioModel.Observation;
using FolioModel.Shmem;

namespace FolioModel.Tests.Memory;

/// <summary>
/// What <see cref="Machine.Fork"/>, <see cref="Machine.Save"/> and <see cref="Machine.Restore"/> refuse, keep and leave out.
/// </summary>
[TestFixture]
internal sealed class ForkTests
{
    private const int Page = PageSize.Bytes;

    [Test]
    public void TheForkHasItsOwnFilesAndTheOriginalLearnsNothingOfThem()
    {
        (Machine machine, FileSystem files, OpenFile open) = NewHost();
        MachineFork fork = machine.Fork(files, open);
        OpenFile same = fork.Of(open);
        same.Write(0, 8 * Page);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(same.File.FileSystem, Is.SameAs(fork.Of(files)));
            Assert.That(same.File.Machine, Is.SameAs(fork.Machine));
            Assert.That(same.File.Mapping.DirtyPages.Value, Is.EqualTo(8));
            Assert.That(open.File.Mapping.DirtyPages.Value, Is.Zero);
            Assert.That(machine.Validate(), Is.Empty);
            Assert.That(fork.Machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void AFolioOfTheOriginalHasACounterpartAndIsRefusedByTheFork()
    {
        (Machine machine, _, OpenFile open) = NewHost();
        Folio folio = open.File.Mapping.Pages.GetFolio(PageIndex.Zero).Folio;
        MachineFork fork = machine.Fork();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fork.Of(folio).RefCount, Is.EqualTo(folio.RefCount));
            Assert.That(fork.Of(folio).Machine, Is.SameAs(fork.Machine));
            Assert.That(() => fork.Of("a text"), Throws.ArgumentException);
        }
    }

    [Test]
    public void AMachineWhoseTaskIsUnderWayIsNotAtRest()
    {
        Machine machine = new(new MachineOptions { Pages = 256 });
        AddressSpace file = machine.CreateAddressSpace();
        machine.Begin(machine.CreateTask("reader", 0), async () => await file.Pages.GrabFolioAsync(PageIndex.Zero));
        Assert.That(() => machine.Fork(), Throws.InvalidOperationException.With.Message.Contains("not at rest"));
        Assert.That(() => machine.Save(new MemoryStream()), Throws.InvalidOperationException.With.Message.Contains("not at rest"));
    }

    [Test]
    public void ObserversStayUnlessTheCallerAsksForThem()
    {
        Machine machine = new(new MachineOptions { Pages = 256 });
        Counter counter = new();
        machine.Observer = counter;
        Assert.That(machine.Fork().Machine.Observer, Is.Null);
        MachineFork fork = machine.Fork(counter);
        Assert.That(fork.Machine.Observer, Is.SameAs(fork.Of(counter)).And.Not.SameAs(counter));
    }

    [Test]
    public void AnObjectOfTheEmbedderIsCopiedUnlessItIsShared()
    {
        Machine machine = new(new MachineOptions { Pages = 256 });
        Owner owner = new();
        machine.CreateAddressSpace(new AddressSpaceOptions { Operations = owner });
        MachineFork fork = machine.Fork();
        fork.Of(owner).Calls = 3;
        Assert.That(owner.Calls, Is.Zero);
        Assert.That(fork.Of(owner).Shared, Is.SameAs(owner.Shared));
    }

    [Test]
    public void AMachineThatLeadsToAThreadIsRefused()
    {
        Machine machine = new(new MachineOptions { Pages = 256 });
        machine.CreateAddressSpace(new AddressSpaceOptions { Operations = new Owner { Other = Thread.CurrentThread } });
        Assert.That(() => machine.Fork(), Throws.TypeOf<NotSupportedException>().With.Message.Contains("Thread"));
    }

    [Test]
    public void ASavedMachineComesBackWithItsOwnersAndGoesOnInTheSameWay()
    {
        (Machine machine, FileSystem files, OpenFile open) = NewHost();
        ShmemFile shmem = new ShmemMount(machine).CreateFile(new ShmemOptions { Name = "shared", Size = 16 * Page });
        shmem.GetFolio(new PageIndex(3), ShmemGetMode.Write);
        using MemoryStream stream = new();
        machine.Save(stream, files, open);
        stream.Position = 0;
        RestoredMachine restored = Machine.Restore(stream);
        OpenFile same = (OpenFile)restored.Also[1];
        Assert.That(MachineSnapshot.Diff(machine.Snapshot(), restored.Machine.Snapshot()), Is.Empty);
        foreach (OpenFile one in (OpenFile[])[open, same])
        {
            one.Write(3 * Page, 20 * Page);
            one.Read(0, 64 * Page);
            one.Sync();
        }

        Assert.That(MachineSnapshot.Diff(machine.Snapshot(), restored.Machine.Snapshot()), Is.Empty);
        Assert.That(restored.Machine.Validate(), Is.Empty);
    }

    [Test]
    public void ADamagedMachineIsRefusedBeforeAnythingIsBuilt()
    {
        Machine machine = new(new MachineOptions { Pages = 256 });
        using MemoryStream stream = new();
        machine.Save(stream);
        byte[] saved = stream.ToArray();
        for (int at = 0; at < saved.Length; at += 1 + saved.Length / 64)
        {
            byte[] damaged = [.. saved];
            damaged[at] ^= 0x40;
            Assert.That(() => Machine.Restore(new MemoryStream(damaged)), Throws.TypeOf<InvalidDataException>(), $"byte {at}");
            Assert.That(() => Machine.Restore(new MemoryStream(saved[..at])), Throws.TypeOf<InvalidDataException>(), $"cut at {at}");
        }
    }

    private static (Machine Machine, FileSystem Files, OpenFile Open) NewHost()
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Ledger = true });
        FileSystem files = new(machine);
        OpenFile open = files.CreateFile("data", 64 * Page).Open();
        open.Read(0, 32 * Page);
        return (machine, files, open);
    }

    private sealed class Counter : IMachineObserver
    {
        public int Events { get; private set; }

        public void OnEvent(Machine machine, in KernelEvent kernelEvent) => Events++;
    }

    private sealed class Owner : AddressSpaceOperations
    {
        public int Calls { get; set; }

        public Common Shared { get; } = new();

        public object? Other { get; set; }
    }

    private sealed class Common : IForkShared
    {
        public int Value { get; set; }
    }
}
