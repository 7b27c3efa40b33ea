using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>What an exploration found can be asked for: a program need not read the message.</summary>
internal sealed class ViolationPropertyTests
{
    private static readonly LockClass s_journal = new("Journal", 150, LockKind.Sleeps);
    private static readonly WaitReason s_commit = new("commit");

    [Test]
    public void A_leak_names_its_task_its_folio_and_its_holder()
    {
        Violation leak = Explore(world => world.Task("forgetful", () =>
        {
            _ = world.Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
            return default;
        }));

        Assert.That(leak.Kind, Is.EqualTo(ViolationKind.Leak));
        Assert.That(leak.Task?.Name, Is.EqualTo("forgetful"));
        Assert.That(leak.Folio.RefCount, Is.EqualTo(1));
        Assert.That(leak.Holder, Is.EqualTo(leak.Folio.Holders.Single()));
        Assert.That(leak.Holder!.Kind, Is.EqualTo(HolderKind.Allocation));
    }

    [Test]
    public void A_lock_left_held_names_its_task_and_its_class()
    {
        Violation left = Explore(world =>
        {
            RwSemaphore journal = new(world.Machine, s_journal, "journal");
            world.Task("write", async () => await journal.DownWriteAsync());
        });

        Assert.That((left.Kind, left.Task?.Name, left.Lock), Is.EqualTo((ViolationKind.LockLeft, "write", s_journal)));
    }

    [Test]
    public void A_deadlock_says_for_what_the_tasks_wait()
    {
        Violation deadlock = Explorer.Explore(ModuleSet.BuiltIn.Programs.Exhibit("two-folios").WrongOne).Violation!;

        Assert.That(deadlock.Kind, Is.EqualTo(ViolationKind.Deadlock));
        Assert.That(deadlock.Waits, Is.EqualTo(new[] { LockClass.FolioLock.Wait }));
    }

    [Test]
    public void A_lost_wake_up_names_the_task_that_sleeps_and_its_owners_reason()
    {
        Violation lost = Explore(world => world.Task(
            "sleeper", async () => await world.Machine.WaitForAsync(s_commit, new object(), "a commit", null)));

        Assert.That((lost.Kind, lost.Task?.Name), Is.EqualTo((ViolationKind.LostWakeUp, "sleeper")));
        Assert.That(lost.Waits, Is.EqualTo(new[] { s_commit }));
    }

    [Test]
    public void A_broken_invariant_is_named_with_its_folio()
    {
        Violation broken = Explore(world => world.Task("unbalanced", () =>
        {
            Folio folio = world.Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
            folio.Put();
            folio.Put();
            return default;
        }));

        Assert.That(broken.Kind, Is.EqualTo(ViolationKind.UseAfterFree));
        Assert.That(broken.Invariant, Is.EqualTo(ReferenceInvariants.NobodyTouchesWhatHeDoesNotHold));
        Assert.That(broken.Task?.Name, Is.EqualTo("unbalanced"));
    }

    [Test]
    public void A_lock_order_violation_carries_its_invariant()
    {
        Violation order = Explorer.Explore(ModuleSet.BuiltIn.Programs.Exhibit("lock-order").WrongOne).Violation!;

        Assert.That(order.Invariant, Is.EqualTo(LockingInvariants.LocksAreTakenFromOuterToInner));
    }

    private static Violation Explore(Action<World> build) =>
        Explorer.Explore(new ExplorationProgram("found", "something wrong", build)).Violation!;
}
