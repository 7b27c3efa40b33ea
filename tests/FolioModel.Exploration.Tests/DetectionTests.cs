using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Explain;
using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;
using FolioModel.Gmem;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>Every sort of fault is found and called by its name, and is not found where it is not.</summary>
internal sealed class DetectionTests
{
    [TestCase("two-folios", ViolationKind.Deadlock)]
    [TestCase("wake-up", ViolationKind.LostWakeUp)]
    [TestCase("rwsem-wake", ViolationKind.LostWakeUp)]
    [TestCase("lock-order", ViolationKind.LockOrder)]
    [TestCase("signal-unlock", ViolationKind.LockLeft)]
    [TestCase("no-memory", ViolationKind.Leak)]
    [TestCase("rcu-node", ViolationKind.AtEnd)]
    [TestCase("insert-order", ViolationKind.Ledger)]
    [TestCase("put-unlock", ViolationKind.KernelBug)]
    [TestCase("fault-sequence", ViolationKind.Invariant)]
    public void AFaultIsCalledByItsName(string exhibit, ViolationKind kind)
    {
        Assert.That(Explorer.Explore(ModuleSet.BuiltIn.Programs.Exhibit(exhibit).WrongOne).Violation?.Kind, Is.EqualTo(kind));
        Assert.That(Explorer.Explore(ModuleSet.BuiltIn.Programs.Exhibit(exhibit).Right).Verdict, Is.EqualTo(Verdict.Exhaustive));
    }

    private static readonly LockClass s_journal = new("Journal", 150, LockKind.Sleeps);
    private static readonly LockClass s_extents = new("Extents", 450, LockKind.Spins);

    /// <summary>Locks of classes that no other part of the model knows: neither a mapping's nor a folio's.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void AnOwnersLockLeftBehindIsFoundAndNamed(bool spins)
    {
        ExplorationResult result = Explorer.Explore(new ExplorationProgram("left", "a lock that is never released", world =>
        {
            SpinLock extents = new(world.Machine, s_extents, "extents of disk 1");
            RwSemaphore journal = new(world.Machine, s_journal, "journal of disk 1");
            world.Task("write", async () =>
            {
                await journal.DownReadAsync();
                await extents.AcquireAsync();
                if (!spins)
                {
                    extents.Release();
                }
                else
                {
                    journal.UpRead();
                }
            });
        }));
        Assert.That(result.Violation?.Kind, Is.EqualTo(ViolationKind.LockLeft));
        Assert.That(result.Violation!.Message, Does.Contain(spins ? "extents of disk 1" : "journal of disk 1").And.Contain("write"));
    }

    [Test]
    public void AnOwnersLockIsOrderedByItsRankAndForbidsSleepByItsKind()
    {
        Machine machine = new(new MachineOptions { Pages = 64, LockChecking = true });
        RwSemaphore journal = new(machine, s_journal, "journal"), invalidate = new(machine, LockClass.InvalidateLock, "invalidate_lock");
        invalidate.DownRead();
        Assert.That(journal.DownRead, Throws.TypeOf<KernelBugException>().With.Message.Contains("Journal"), "rank 150 inside rank 200");
        SpinLock extents = new(machine, s_extents, "extents");
        extents.Acquire();
        Assert.That(
            () => machine.WaitFor(new WaitReason("extents"), extents, "something", null),
            Throws.TypeOf<KernelBugException>().With.Message.Contains("spin lock extents"));
        Assert.That(
            machine.LocksHeldBy(machine.Current).Select(static l => l.Class),
            Is.EqualTo(new[] { LockClass.InvalidateLock, s_extents }));
    }

    [TestCase(true, ExpectedResult = null)]
    [TestCase(false, ExpectedResult = ViolationKind.UseAfterFree)]
    public ViolationKind? AFolioThatWasFreedIsNotLookedAt(bool holds) =>
        Explorer.Explore(new ExplorationProgram("stale", "a look at a folio against its last put", world =>
    {
        KernelTask freer = null!;
        Folio folio = default;
        world.Task("look", async () =>
        {
            await world.Machine.PointAsync(SchedulingPoint.SlotLoad);
            _ = folio.RefCount;
            if (holds)
            {
                folio.Put();
            }
        });
        freer = world.Task("free", async () =>
        {
            await world.Machine.PointAsync(SchedulingPoint.Put);
            folio.Put();
        });
        folio = Setup.Fresh(world, freer);
        if (holds)
        {
            using Machine.TaskScope scope = world.Machine.RunAs(world.Tasks[0].Task);
            folio.Get();
        }
    })).Violation?.Kind;

    /// <summary>Going to sleep and waking are accesses to the wait queue, even where nothing else that the tasks do meets.</summary>
    [TestCase(true, ExpectedResult = null)]
    [TestCase(false, ExpectedResult = ViolationKind.LostWakeUp)]
    public ViolationKind? AWakeUpBetweenLookingAndSleepingIsLost(bool atomic) =>
        Explorer.Explore(new ExplorationProgram("lost", "a sleeper and its waker", world =>
    {
        Shared<bool> ready = world.Share(false, "ready");
        world.Task("sleep", async () =>
        {
            await world.Machine.PointAsync(SchedulingPoint.Lock);
            bool seen = ready.Value;
            if (!atomic)
            {
                await world.Machine.PointAsync(SchedulingPoint.Lock);
            }

            if (!seen)
            {
                await world.Machine.WaitForAsync(new WaitReason("condition"), ready, "the condition", null);
            }
        });
        world.Task("wake", async () =>
        {
            await world.Machine.PointAsync(SchedulingPoint.Unlock);
            ready.Value = true;
            world.Machine.WakeAll(ready);
        });
    })).Violation?.Kind;

    [Test]
    public void WhatATaskThrowsItselfIsToldWithItsTypeAndPlace()
    {
        Violation? violation =
            Explorer.Explore(new ExplorationProgram("throws", "a task with a bug of its own", world => world.Task("a", async () =>
        {
            await world.Machine.PointAsync(SchedulingPoint.Put);
            throw new InvalidTimeZoneException("no time");
        }))).Violation;
        Assert.That(violation?.Message, Is.EqualTo("a: no time (InvalidTimeZoneException in DetectionTests)"));
    }

    [Test]
    public void AScenarioWithoutTasksIsRefused() => Assert.That(
        () => Explorer.Explore(new ExplorationProgram("none", "nobody", static _ => { })),
        Throws.InvalidOperationException.With.Message.Contains("scenario 'none' adds 0 tasks: expected 1 to 8"));

    [Test]
    public void AScenarioThatIsNotAlwaysTheSameIsFoundOut()
    {
        int built = 0;
        ExplorationProgram flaky = new("flaky", "one task more every other time", world =>
        {
            AddressSpace file = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 16 });
            for (int i = 0; i <= 1 + (built % 2); i++)
            {
                world.Task($"t{i}", () => SmallPrograms.Grab(file, 0));
            }

            built++;
        });
        Assert.That(() => Explorer.Explore(flaky), Throws.InvalidOperationException.With.Message.Contains("does not always do the same"));
    }

    /// <summary>An allocation fails only if the scenario says that it may: then both ways are run, and one of them is not enough.</summary>
    [TestCase(0, ExpectedResult = ViolationKind.NeverSeen)]
    [TestCase(1, ExpectedResult = null)]
    public ViolationKind? AFailedAllocationIsAChoice(int failures)
    {
        ExplorationResult result = Explorer.Explore(new ExplorationProgram("choice", "two grabs, any allocation of which may fail", world =>
        {
            AddressSpace file = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 16 });
            async KernelWork Grab()
            {
                FolioResult grabbed = await file.Pages.GrabFolioAsync(PageIndex.Zero);
                if (grabbed.IsOk)
                {
                    grabbed.Folio.Unlock();
                    grabbed.Folio.Put();
                }
                else
                {
                    Assert.That(grabbed.Error, Is.EqualTo(Errno.ENOMEM));
                    world.Machine.Current.SignalPending = true;
                }
            }

            world.Task("a", Grab);
            world.Task("b", Grab);
            world.Sometimes("the first fails", () => world.Tasks[0].Task.SignalPending && file.Pages.Count.Value == 1);
            world.Sometimes("the second fails", () => world.Tasks[1].Task.SignalPending && file.Pages.Count.Value == 1);
            world.Sometimes("neither fails", () => !world.Tasks[0].Task.SignalPending && !world.Tasks[1].Task.SignalPending);
        })
        { AllocationFailures = failures });
        return result.Violation?.Kind;
    }

    /// <summary>A signal comes at any place: before the first page, between two, and too late.</summary>
    [TestCase(true, ExpectedResult = null)]
    [TestCase(false, ExpectedResult = ViolationKind.NeverSeen)]
    public ViolationKind? ASignalIsAChoice(bool sends) =>
        Explorer.Explore(new ExplorationProgram("signal", "an allocation of two pages and a signal", world =>
    {
        VirtualMachine vm = new(world.Machine, GmemProfile.Linux612, VmType.SoftwareProtected);
        GuestMemfd file = vm.CreateGuestMemfd(2 * PageSize.Bytes, GmemFlags.None).File!;
        Shared<int> error = world.Share(0);
        KernelTask allocator = world.Task("allocate", async () => error.Value = (int)await file.AllocateAsync(default, 2 * PageSize.Bytes));
        world.Task("signal", async () =>
        {
            await world.Machine.PointAsync(SchedulingPoint.SlotStore);
            allocator.SignalPending = sends;
        });
        world.Finally("what is reported is what was done",
            () => (error.Value == 0) == (file.Mapping.Pages.Count.Value == 2) ? null : $"{error.Value} with {file.Mapping.Pages.Count}");
        world.Sometimes("nothing is allocated", () => error.Value == (int)Errno.EINTR && file.Mapping.Pages.Count.Value == 0);
        world.Sometimes("one page is allocated", () => error.Value == (int)Errno.EINTR && file.Mapping.Pages.Count.Value == 1);
        world.Sometimes("the signal is late", () => error.Value == 0);
    })).Violation?.Kind;

    /// <summary>
    /// A reader inside the tree of a page cache goes on in a node that was removed; it must not meet another file's entries there.
    /// </summary>
    [Test]
    public void AReaderKeepsItsNodeUntilItsGracePeriodEnds()
    {
        ExplorationResult result =
            Explorer.Explore(new ExplorationProgram("grace", "a lookup against a folio's move to another file", world =>
        {
            AddressSpace from = SmallPrograms.CachedFile(world, pages: 2);
            AddressSpace to = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 16 });
            Shared<int> found = world.Share(0);
            world.Task("lookup", async () =>
            {
                FolioResult got = await from.Pages.GetFolioAsync(new PageIndex(1));
                found.Value = !got.IsOk ? 2 : got.Folio.Mapping == to ? 3 : 1;
                if (got.IsOk)
                {
                    await world.Machine.PointAsync(SchedulingPoint.Put);
                    got.Folio.Put();
                }
            });
            world.Task("remove", async () =>
            {
                await from.TruncateAsync(default, ByteOffset.ToEnd);
                await SmallPrograms.Grab(to, 1);
            });
            world.Finally("the lookup finds the old file's page or none", () => found.Value != 3 ? null : "it found the new file's");
            world.Sometimes("the lookup came first", () => found.Value == 1);
            world.Sometimes("the removal came first", () => found.Value == 2);
        }));
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Exhaustive), $"{result.Violation?.Message} {result.Token}");
    }
}
