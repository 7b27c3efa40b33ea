namespace FolioModel.Tests.Memory;

/// <summary>A request that finds too little must reclaim just as long as its flags and the hope of success allow.</summary>
public sealed class SlowPathTests
{
    private Machine _machine = null!;
    private Reclaimer _reclaimer = null!;

    [SetUp]
    public void FillTheMachine()
    {
        _machine = new Machine(new MachineOptions { Pages = 64, MinFreePages = 0, Cpus = 1, PerCpuHigh = 0 });
        _reclaimer = new Reclaimer { Held = new Queue<Folio>(_machine.AllocateAll(0, GfpFlags.Kernel)) };
        _machine.Allocator.Reclaimer = _reclaimer;
    }

    [Test]
    public void ReclaimedMemoryServesTheRequest()
    {
        _reclaimer.FreesEachTime = 1;
        Assert.That(_machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).IsNone, Is.False);
        Assert.That(_reclaimer.Rounds, Is.EqualTo(1));
        Assert.That(_reclaimer.WasMemAlloc, Is.True, "reclaim must run with PF_MEMALLOC");
        Assert.That(_machine.Current.MemAlloc, Is.False, "and lose it afterwards");
    }

    [TestCase(GfpFlags.NoWait)]
    [TestCase(GfpFlags.Atomic)]
    [TestCase(GfpFlags.None)]
    public void ARequestThatMayNotReclaimDoesNot(GfpFlags gfp)
    {
        _reclaimer.FreesEachTime = 1;
        Assert.That(_machine.Allocator.AllocateFolio(Order.Zero, gfp).IsNone, Is.True);
        Assert.That(_reclaimer.Rounds, Is.Zero);
    }

    [Test]
    public void ATaskThatIsReclaimingDoesNotReclaimAgain()
    {
        _machine.Current.MemAlloc = true;
        Assert.That(_machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).IsNone, Is.True);
        Assert.That(_reclaimer.Rounds, Is.Zero);
    }

    [TestCase(0, GfpFlags.Kernel | GfpFlags.NoRetry, 1)]
    [TestCase(0, GfpFlags.Kernel, 17)]
    [TestCase(3, GfpFlags.Kernel, 17)]
    [TestCase(4, GfpFlags.Kernel, 1)]
    [TestCase(4, GfpFlags.Kernel | GfpFlags.RetryMayFail, 17)]
    [TestCase(4, GfpFlags.NoIo | GfpFlags.RetryMayFail, 1)]
    [TestCase(4, GfpFlags.Kernel | GfpFlags.NoRetry, 0)]
    public void VainRoundsOfReclaimEndAsTheFlagsSay(int order, GfpFlags gfp, int rounds)
    {
        Machine machine = new(new MachineOptions { Pages = 64, MinFreePages = 40, PerCpuHigh = 0 });
        machine.AllocateAll(0, GfpFlags.Kernel);
        Reclaimer reclaimer = new() { Promises = 1000 };
        machine.Allocator.Reclaimer = reclaimer;
        Assert.That(machine.Allocator.AllocateFolio(new Order(order), gfp).IsNone, Is.True);
        Assert.That(reclaimer.Rounds, Is.EqualTo(rounds));
    }

    [Test]
    public void WithoutABlockOfTheSizeThereIsNothingToHopeFor()
    {
        _reclaimer.Promises = 1000;
        Assert.That(_machine.Allocator.AllocateFolio(new Order(1), GfpFlags.Kernel).IsNone, Is.True);
        Assert.That(_reclaimer.Rounds, Is.EqualTo(1));
    }

    [Test]
    public void ProgressStartsTheCountOfVainRoundsAnew()
    {
        _reclaimer.Promises = 1000;
        _reclaimer.FreesInRound = 40;
        _reclaimer.ClaimsProgress = true;
        Assert.That(_machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).IsNone, Is.False);
        Assert.That(_reclaimer.Rounds, Is.EqualTo(40), "more than sixteen rounds, none in vain");
    }

    [Test]
    public void SomebodyIsKilledOnlyForSmallRequestsThatDidNotRenounceIt()
    {
        _reclaimer.FreesByKilling = 8;
        Assert.That(_machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel | GfpFlags.RetryMayFail).IsNone, Is.True);
        Assert.That(_machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel | GfpFlags.ThisNode).IsNone, Is.True);
        Assert.That(_machine.Allocator.AllocateFolio(new Order(4), GfpFlags.Kernel).IsNone, Is.True);
        Assert.That(_reclaimer.Kills, Is.Zero);
        Assert.That(_machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).IsNone, Is.False);
        Assert.That(_reclaimer.Kills, Is.EqualTo(1));
    }

    [Test]
    public void ARequestThatMustNotFailDeadlocksWhenNobodyFreesMemory()
    {
        Assert.That(
            () => _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel | GfpFlags.NoFail),
            Throws.InstanceOf<KernelDeadlockException>().With.Message.Contains("must not fail"));
        Assert.That(
            _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.NoWait | GfpFlags.NoFail).IsNone,
            Is.True,
            "without direct reclaim it may fail after all");
    }

    [Test]
    public void ARequestThatMustNotFailTakesTheReserve()
    {
        Machine machine = new(new MachineOptions { Pages = 64, MinFreePages = 10, PerCpuHigh = 0 });
        machine.AllocateAll(0, GfpFlags.Kernel);
        Assert.That(machine.Allocator.FreePageCount.Value, Is.EqualTo(10));
        Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel | GfpFlags.NoFail).IsNone, Is.False);
    }

    [Test]
    public void AVictimMayUseHalfOfTheReserve()
    {
        Machine machine = new(new MachineOptions { Pages = 64, MinFreePages = 10, PerCpuHigh = 0 });
        machine.Allocator.Reclaimer = new Reclaimer { Victim = machine.Current };
        machine.AllocateAll(0, GfpFlags.Kernel);
        Assert.That(machine.Allocator.FreePageCount.Value, Is.EqualTo(5));
    }

    private sealed class Reclaimer : IDirectReclaim
    {
        public Queue<Folio> Held { get; init; } = new();

        public int FreesEachTime { get; set; }

        public int FreesInRound { get; set; }

        public int FreesByKilling { get; set; }

        public bool ClaimsProgress { get; set; }

        public long Promises { get; set; }

        public KernelTask? Victim { get; init; }

        public int Rounds { get; set; }

        public int Kills { get; private set; }

        public bool WasMemAlloc { get; private set; }

        public long Reclaim(int order, GfpFlags gfp)
        {
            WasMemAlloc = Held.Count > 0 && Held.Peek().Machine.Current.MemAlloc;
            long freed = Free(++Rounds == FreesInRound ? 1 : FreesEachTime);
            return ClaimsProgress ? 1 : freed;
        }

        public long ReclaimablePages(Zone zone) => Promises;

        public bool KillSomebody(int order, GfpFlags gfp)
        {
            Kills++;
            return Free(FreesByKilling) > 0;
        }

        public bool IsVictim(KernelTask task) => task == Victim;

        private int Free(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Held.Dequeue().Put();
            }

            return count;
        }
    }
}
