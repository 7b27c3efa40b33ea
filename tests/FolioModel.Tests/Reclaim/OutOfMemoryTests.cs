using FolioModel.Groups;
using FolioModel.Reclaim;
using FolioModel.Tests.Memory;

namespace FolioModel.Tests.Reclaim;

/// <summary>Memory that is gone for good costs the process that uses most of it its life.</summary>
[TestFixture]
public sealed class OutOfMemoryTests
{
    [Test]
    public void MemoryThatIsGoneForGoodEndsTheProcessThatUsesMost()
    {
        Machine machine = new(new MachineOptions { Pages = 1024, Cpus = 1, PerCpuHigh = 0 });
        Hog small = new(machine, "small", 100);
        Hog large = new(machine, "large", 300);
        Hog spared = new(machine, "spared", 400) { ScoreAdjustment = -1000 };
        List<Folio> mine = [.. machine.AllocateAll(0, GfpFlags.Kernel | GfpFlags.RetryMayFail)];
        Assert.That(machine.OutOfMemory.Kills, Is.Zero, "a request that may fail does so first");
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(folio.IsNone, Is.False);
            Assert.That(machine.OutOfMemory.LastVictim, Is.SameAs(large));
            Assert.That(machine.OutOfMemory.Kills, Is.EqualTo(1));
            Assert.That(machine.OutOfMemory.Processes, Is.EqualTo(new[] { small, spared }));
            Assert.That(machine.OutOfMemory.BadnessOf(spared), Is.Null);
            Assert.That(mine, Is.Not.Empty);
        }
    }

    [Test]
    public void ALimitThatStandsAfterAllReclaimEndsAProcessOfTheGroupOnly()
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Cpus = 1, MemoryGroups = 1 });
        MemoryGroup group = machine.CreateGroup("group");
        group.Max = new PageCount(200);
        Hog outside = new(machine, "outside", 900);
        AddressSpace file = machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "file", Size = 500L << PageSize.Shift, MaxOrder = Order.Zero });
        machine.Current.Group = group;
        HeldFile inside = new(machine, "inside", file, 0, 150) { Group = group };
        HeldFile second = new(machine, "second", file, 200, 100);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.OutOfMemory.LastVictim, Is.SameAs(inside));
            Assert.That(machine.OutOfMemory.Processes, Does.Contain(outside).And.Contain(second));
            Assert.That(group.Events.OutOfMemory, Is.EqualTo(1));
            Assert.That(group.Events.OutOfMemoryKills, Is.EqualTo(1));
        }
    }

    [Test]
    public void ATaskThatIsToDieTakesTheReserveInsteadOfAVictim()
    {
        Machine machine = new(new MachineOptions { Pages = 1024, Cpus = 1, PerCpuHigh = 0 });
        Hog hog = new(machine, "hog", 500);
        machine.Current.FatalSignalPending = true;
        int taken = machine.AllocateAll(0, GfpFlags.Kernel).Count;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.OutOfMemory.Processes, Does.Contain(hog));
            Assert.That(machine.Current.IsOutOfMemoryVictim, Is.True);
            Assert.That(taken, Is.EqualTo(524 - machine.Allocator.FreePageCount.Value));
            Assert.That(machine.Allocator.FreePageCount.Value, Is.EqualTo(machine.Allocator.Zones[0].Watermarks.Min / 2));
        }
    }

    [Test]
    public void AProcessThatEndedByItselfIsNoVictim()
    {
        Machine machine = new(new MachineOptions { Pages = 256, Cpus = 1, PerCpuHigh = 0 });
        Hog hog = new(machine, "hog", 100);
        Assert.That(machine.OutOfMemory.Unregister(hog), Is.True);
        Assert.That(machine.AllocateAll(0, GfpFlags.Kernel).Count, Is.GreaterThan(100));
        Assert.That(machine.OutOfMemory.Kills, Is.Zero);
    }

    /// <summary>A process that holds pages of its own.</summary>
    private sealed class Hog : IOutOfMemoryVictim
    {
        private readonly List<Folio> _folios = [];

        public Hog(Machine machine, string name, int pages)
        {
            Name = name;
            for (int i = 0; i < pages; i++)
            {
                _folios.Add(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel));
            }

            machine.OutOfMemory.Register(this);
        }

        public string Name { get; }

        public PageCount Memory => new(_folios.Count);

        public int ScoreAdjustment { get; init; }

        public void Kill()
        {
            foreach (Folio folio in _folios)
            {
                folio.Put();
            }
        }
    }

    /// <summary>A process that holds pages of a file.</summary>
    private sealed class HeldFile : IOutOfMemoryVictim
    {
        private readonly List<Folio> _folios = [];

        public HeldFile(Machine machine, string name, AddressSpace file, int first, int pages)
        {
            Name = name;
            machine.OutOfMemory.Register(this);
            for (int page = first; page < first + pages; page++)
            {
                FolioResult result = file.Pages.GrabFolio(new PageIndex((ulong)page));
                Assert.That(result.Error, Is.EqualTo(Errno.None));
                result.Folio.Unlock();
                _folios.Add(result.Folio);
            }
        }

        public string Name { get; }

        public PageCount Memory => new(_folios.Count);

        public MemoryGroup? Group { get; init; }

        public void Kill()
        {
            foreach (Folio folio in _folios)
            {
                folio.Put();
            }
        }
    }
}
