using FolioModel.Testing;

namespace FolioModel.Tests.Ledger;

/// <summary>A kernel bug's kind, folio, task, holders and invariant are properties, not words in its message.</summary>
internal sealed class KernelBugPropertyTests
{
    private static readonly LockClass s_extents = new("Extents of a test", 450, LockKind.Spins);

    [Test]
    public void A_put_without_a_reference_names_folio_task_holders_and_invariant()
    {
        Machine machine = new(new MachineOptions { Pages = 64, Ledger = true });
        Folio folio = machine.CreateAddressSpace().Pages.GrabFolio(PageIndex.Zero).Folio;
        KernelTask stranger = machine.CreateTask("stranger", cpu: 1);
        LedgerViolationException bug;
        using (machine.RunAs(stranger))
        {
            bug = Assert.Throws<LedgerViolationException>(folio.Put)!;
        }

        Assert.That(bug.Kind, Is.EqualTo(KernelBugKind.Ledger));
        Assert.That(bug.Folio, Is.EqualTo(folio));
        Assert.That(bug.Task, Is.EqualTo(stranger));
        Assert.That(bug.Holders, Is.EquivalentTo(folio.Holders).And.Not.Empty);
        Assert.That(bug.Invariant, Is.EqualTo(ReferenceInvariants.NobodyTouchesWhatHeDoesNotHold));
    }

    [Test]
    public void A_use_after_free_has_its_kind_and_its_task()
    {
        Machine machine = new(new MachineOptions { Pages = 64, Ledger = true });
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        folio.Put();
        UseAfterFreeException bug = Assert.Throws<UseAfterFreeException>(() => folio.Get())!;

        Assert.That((bug.Kind, bug.Task), Is.EqualTo((KernelBugKind.UseAfterFree, machine.Boot)));
        Assert.That(bug.Invariant, Is.EqualTo(ReferenceInvariants.NobodyTouchesWhatHeDoesNotHold));
    }

    [Test]
    public void A_deadlock_says_what_is_waited_for_and_who_holds_it()
    {
        Machine machine = new(new MachineOptions { Pages = 64 });
        SpinLock extents = new(machine, s_extents, "extents");
        extents.Acquire();
        KernelDeadlockException bug = Assert.Throws<KernelDeadlockException>(extents.Acquire)!;

        Assert.That((bug.Kind, bug.Reason, bug.Holder), Is.EqualTo((KernelBugKind.Deadlock, s_extents.Wait, machine.Boot)));
        Assert.That(bug.Reason!.Lock, Is.EqualTo(s_extents));
    }

    [Test]
    public void A_lock_that_is_not_held_and_a_sleep_under_a_spin_lock_have_kinds_of_their_own()
    {
        Machine machine = new(new MachineOptions { Pages = 64, LockChecking = true });
        SpinLock extents = new(machine, s_extents, "extents");
        Assert.That(() => extents.Release(), Throws.TypeOf<KernelBugException>().With.Property("Kind").EqualTo(KernelBugKind.LockNotHeld));
        extents.Acquire();
        KernelBugException bug = Assert.Throws<KernelBugException>(() => machine.WaitFor(s_extents.Wait, new object(), "x", null))!;

        Assert.That((bug.Kind, bug.Invariant), Is.EqualTo((KernelBugKind.SleepUnderSpinLock, LockingInvariants.NoSleepUnderASpinLock)));
    }

    private static IEnumerable<TestCaseData> Misuses() =>
    [
        Misuse("a get on a frozen folio", ReferenceInvariants.GetNeedsAReference, static f => { f.Freeze(1); f.Get(); }),
        Misuse("a put on a frozen folio", ReferenceInvariants.PutNeedsAReference, static f => { f.Freeze(1); f.Put(); }),
        Misuse("an unfreeze to 0", ReferenceInvariants.UnfreezeTargetIsNotZero, static f => { f.Freeze(1); f.Unfreeze(0); }),
        Misuse("an unfreeze of a folio in use", ReferenceInvariants.ZeroIsLeftOnlyByTheOwner, static f => f.Unfreeze(2)),
        Misuse("an unlock of an unlocked folio", LockingInvariants.FreedFolioIsUnlocked, static f => f.Unlock()),
        Misuse("writeback that begins twice", TagInvariants.WritebackIsNotStartedTwice, static f =>
        {
            f.Lock();
            f.StartWriteback();
            f.StartWriteback();
        }),
        Misuse("writeback of an unlocked folio", null, static f => f.StartWriteback()),
        Misuse("an insertion of an unlocked folio", LockingInvariants.PlaceChangesUnderLockOnly, static f =>
            f.Machine.CreateAddressSpace().Pages.InsertFolio(f, PageIndex.Zero, GfpFlags.Kernel)),
    ];

    [TestCaseSource(nameof(Misuses))]
    public void A_refused_operation_names_folio_task_and_the_invariant_that_it_would_break(Invariant? broken, Action<Folio> misuse)
    {
        Machine machine = new(new MachineOptions { Pages = 64 });
        KernelTask task = machine.CreateTask("careless", cpu: 0);
        using Machine.TaskScope scope = machine.RunAs(task);
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        KernelBugException bug = Assert.Throws<KernelBugException>(() => misuse(folio))!;

        Assert.That((bug.Folio, bug.Task, bug.Invariant), Is.EqualTo((folio, task, broken)));
    }

    [Test]
    public void An_inode_that_ends_twice_names_the_task()
    {
        Machine machine = new(new MachineOptions { Pages = 64 });
        AddressSpace file = machine.CreateAddressSpace();
        file.EvictInode();
        KernelBugException bug = Assert.Throws<KernelBugException>(file.EvictInode)!;

        Assert.That((bug.Task, bug.Folio.IsNone), Is.EqualTo((machine.Boot, true)));
    }

    private static TestCaseData Misuse(string name, Invariant? broken, Action<Folio> misuse) =>
        new TestCaseData(broken, misuse).SetArgDisplayNames(name);

    /// <summary>A CPU's number has more than one digit from the tenth CPU on.</summary>
    [Test]
    public void A_batch_holder_says_which_batch_of_which_CPU()
    {
        Machine machine = new(new MachineOptions { Pages = 256, Cpus = 12, Ledger = true });
        KernelTask task = machine.CreateTask("on the last CPU", cpu: 11);
        using (machine.RunAs(task))
        {
            Folio folio = machine.CreateAddressSpace().Pages.GrabFolio(PageIndex.Zero).Folio;
            ReferenceHolder batch = folio.Holders.Single(static h => h.Kind == HolderKind.LruAddBatch);

            Assert.That((batch.Batch, batch.Cpu), Is.EqualTo((LruBatchKind.Add, 11)));
            Assert.That(folio.Holders.Single(static h => h.Kind == HolderKind.PageCache).Cpu, Is.Null);
        }
    }

    [Test]
    public void The_librarys_assemblies_carry_its_attribute_and_a_users_do_not()
    {
        Assert.That(FolioModelLibraryAttribute.Marks("FolioModel"), Is.True);
        Assert.That(FolioModelLibraryAttribute.Marks(typeof(Subject).Assembly.FullName!), Is.True);
        Assert.That(FolioModelLibraryAttribute.Marks(typeof(global::FolioModel.Shmem.ShmemFile).Assembly.FullName!), Is.True);
        Assert.That(FolioModelLibraryAttribute.Marks("FolioModel.Tests"), Is.False);
        Assert.That(FolioModelLibraryAttribute.Marks("an assembly that is not loaded"), Is.False);
    }
}
