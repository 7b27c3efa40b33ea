using FolioModel.Groups;
using FolioModel.Reclaim;

namespace FolioModel.Tests.Reclaim;

/// <summary>What user space writes to <c>lru_gen</c> ages and evicts generations, and what it reads describes them.</summary>
[TestFixture]
public sealed class GenerationControlTests
{
    [Test]
    public void AgingMakesANewYoungestGeneration()
    {
        GroupMachine machine = new(multiGeneration: true);
        GenerationControl control = machine.Machine.Generations;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(control.Age(machine.Group, 4), Is.EqualTo(Errno.EINVAL), "there is no such generation yet");
            Assert.That(control.Age(machine.Group, 3, force: false), Is.EqualTo(Errno.ERANGE), "there are four already");
            Assert.That(machine.Group.Lru.Generations!.Youngest, Is.EqualTo(3));
            Assert.That(control.Age(machine.Group, 3), Is.EqualTo(Errno.None));
            Assert.That(machine.Group.Lru.Generations!.Youngest, Is.EqualTo(4));
            Assert.That(control.Age(machine.Group, 3), Is.EqualTo(Errno.None), "somebody was faster");
            Assert.That(machine.Group.Lru.Generations!.Youngest, Is.EqualTo(4));
            Assert.That(machine.Machine.Lru.Generations!.Youngest, Is.EqualTo(3), "the root's lists are others");
            Assert.That(machine.Machine.Current.MemAlloc, Is.False);
        }
    }

    [Test]
    public void EvictionTakesWholeGenerationsOrAsManyPagesAsAsked()
    {
        GroupMachine machine = Filled();
        GenerationControl control = machine.Machine.Generations;
        Assert.That(control.Evict(machine.Group, 1, pages: new PageCount(64)), Is.EqualTo(Errno.None));
        Assert.That(machine.File.Pages.Count.Value, Is.EqualTo(1000 - 64));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(control.Evict(machine.Group, 2), Is.EqualTo(Errno.EINVAL), "the two youngest stay");
            Assert.That(control.Evict(machine.Group, 1, swappiness: 201), Is.EqualTo(Errno.EINVAL));
            Assert.That(control.Evict(machine.Group, 1), Is.EqualTo(Errno.None));
            Assert.That(machine.File.Pages.Count.Value, Is.Zero);
            Assert.That(machine.Machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void ATaskThatIsBeingKilledStops()
    {
        GroupMachine machine = Filled();
        machine.Machine.Current.FatalSignalPending = true;
        Assert.That(machine.Machine.Generations.Evict(machine.Group, 1), Is.EqualTo(Errno.EINTR));
    }

    [Test]
    public void CommandsAreTextUpToTheFirstThatFails()
    {
        GroupMachine machine = Filled();
        GenerationControl control = machine.Machine.Generations;
        int id = machine.Group.Id;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(control.Run($"+ {id} 0 3; + {id} 0 4\n- {id} 0 2 60 64"), Is.EqualTo(Errno.None));
            Assert.That(machine.Group.Lru.Generations!.Youngest, Is.EqualTo(5));
            Assert.That(machine.File.Pages.Count.Value, Is.EqualTo(1000 - 64));
            Assert.That(control.Run($"+ {id} 0 9, + {id} 0 5"), Is.EqualTo(Errno.EINVAL));
            Assert.That(machine.Group.Lru.Generations!.Youngest, Is.EqualTo(5), "the second did not run");
            Assert.That(control.Run($"+ {id} 0 5 1 0"), Is.EqualTo(Errno.ERANGE), "not by force");
            Assert.That(control.Run(""), Is.EqualTo(Errno.None));
        }
    }

    [TestCase("+ 0 0")]
    [TestCase("+ 0 1 3")]
    [TestCase("+ 77 0 3")]
    [TestCase("* 0 0 3")]
    [TestCase("+ 0 0 three")]
    [TestCase("+ 0 0 3 201")]
    [TestCase("- 0 0 0 60 64 1")]
    [TestCase("- 0 0 -1")]
    public void CommandsOfAnotherFormAreRefused(string command)
    {
        GroupMachine machine = new(multiGeneration: true);
        Assert.That(machine.Machine.Generations.Run(command), Is.EqualTo(Errno.EINVAL));
        Assert.That(machine.Machine.Lru.Generations!.Youngest, Is.EqualTo(3));
    }

    [Test]
    public void TheDescriptionNamesEachGenerationWithAgeAndPages()
    {
        TimeSpan now = TimeSpan.Zero;
        GroupMachine machine = new(multiGeneration: true);
        machine.Machine.Generations.Clock = () => now;
        machine.Read(0, 100);
        machine.Machine.Batches.DrainAll();
        now = TimeSpan.FromSeconds(2);
        machine.Machine.Generations.Age(machine.Group, 3);
        now = TimeSpan.FromSeconds(3);
        string[] lines = machine.Machine.Generations.Describe().Split('\n');
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines[0], Is.EqualTo("memcg     0 /"));
            Assert.That(lines[1], Is.EqualTo(" node     0"));
            Assert.That(lines, Does.Contain("memcg     1 /group"));
            Assert.That(lines, Does.Contain("          1       3000          0         100 "));
            Assert.That(lines, Does.Contain("          4       1000          0           0 "));
        }
    }

    [Test]
    public void TheClassicListsHaveNoGenerationsToCommand()
    {
        GroupMachine machine = new();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.Machine.Generations.Run("+ 0 0 3"), Is.EqualTo(Errno.EINVAL));
            Assert.That(machine.Machine.Generations.Describe(), Is.Empty);
        }
    }

    [Test]
    public void RatherThanTakeWhatIsYoungTheBackgroundReclaimerEndsAProcess([Values] bool isYoung)
    {
        TimeSpan now = TimeSpan.FromSeconds(10);
        Machine machine = new(new MachineOptions { Pages = 1 << 15, Profile = KernelProfile.Linux612 with { MultiGenerationLru = true } });
        machine.Generations.Clock = () => now;
        machine.Generations.MinimumTimeToLive = isYoung ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(5);
        AddressSpace file = machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "file", Size = 1L << 30, MaxOrder = Order.Zero });
        for (ulong page = 0; !machine.BackgroundReclaimer.IsAwake; page++)
        {
            Folio folio = file.Pages.GrabFolio(new PageIndex(page)).Folio;
            folio.MarkUptodate();
            folio.Unlock();
            folio.Put();
        }

        Victim victim = new();
        machine.OutOfMemory.Register(victim);
        machine.BackgroundReclaimer.Balance();
        Assert.That(victim.IsKilled, Is.EqualTo(isYoung));
    }

    private static GroupMachine Filled()
    {
        GroupMachine machine = new(multiGeneration: true);
        machine.Read(0, 1000);
        machine.Machine.Batches.DrainAll();
        return machine;
    }

    private sealed class Victim : IOutOfMemoryVictim
    {
        public bool IsKilled { get; private set; }

        public string Name => "victim";

        public PageCount Memory => new(100);

        public void Kill() => IsKilled = true;
    }
}
