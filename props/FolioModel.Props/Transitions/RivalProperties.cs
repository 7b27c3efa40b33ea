namespace FolioModel.Props.Transitions;

/// <summary>
/// A lookup with a rival that acts between its speculative reference and its second look at the slot, or while it waits for the lock.
/// </summary>
public sealed class RivalProperties
{
    [Test]
    public void ALookupReturnsOnlyWhatTheSlotStillHeldAfterTheReferenceWasTaken()
    {
        (Machine machine, AddressSpace file, Folio folio) = Cached();
        Rival rival = new(machine, "filemap_get_entry", () => file.Truncate(default, ByteOffset.ToEnd));
        machine.Observer = rival;
        FolioResult found = file.Pages.GetFolio(new PageIndex(5));
        machine.Observer = null;
        Assert.Multiple(() =>
        {
            Assert.That(rival.HasActed, "the rival had no chance");
            Assert.That(found.Error, Is.EqualTo(Errno.ENOENT),
                "a folio was returned that had left the file before the lookup's second look");
            Assert.That(folio.IsAlive, Is.False, "the failed attempt kept its reference (I-37)");
            Assert.That(machine.Validate(), Is.Empty);
        });
    }

    [Test]
    public void ABatchLookupReturnsOnlyWhatTheSlotsStillHeld()
    {
        (Machine machine, AddressSpace file, Folio folio) = Cached();
        Rival rival = new(machine, "find_get_entry", () => file.RemoveLocked(folio));
        machine.Observer = rival;
        FolioBatch batch = new(machine);
        file.Pages.GetFolios(batch, default, PageIndex.Max);
        machine.Observer = null;
        Assert.Multiple(() =>
        {
            Assert.That(rival.HasActed, "the rival had no chance");
            Assert.That(batch, Is.Empty, "a folio was returned that had left the file");
            Assert.That(folio.IsAlive, Is.False, "the failed attempt kept its reference (I-37)");
        });
    }

    [Test]
    public void ALockedLookupReturnsOnlyAFolioThatIsStillInTheFile()
    {
        (Machine machine, AddressSpace file, Folio folio) = Cached();
        KernelTask holder = machine.CreateTask("holder", 1);
        using (machine.RunAs(holder))
        {
            folio.Get();
            folio.Lock();
        }

        machine.Scheduler = new Waker(machine, holder, () =>
        {
            file.Pages.RemoveFolio(folio);
            folio.Unlock();
            folio.Put();
        });
        FolioResult found = file.Pages.LockFolio(new PageIndex(5));
        Assert.Multiple(() =>
        {
            Assert.That(found.Error, Is.EqualTo(Errno.ENOENT),
                "a folio was returned that had been truncated while the lookup waited for its lock");
            Assert.That(folio.IsAlive, Is.False, "the lookup kept its reference on the folio it gave up");
            Assert.That(machine.Validate(), Is.Empty);
        });
    }

    private static (Machine Machine, AddressSpace File, Folio Folio) Cached()
    {
        Machine machine = new(new MachineOptions { Pages = 256, Ledger = true });
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data" });
        Folio folio = file.Pages.GrabFolio(new PageIndex(5)).Folio;
        folio.Unlock();
        folio.Put();
        machine.Batches.DrainAll();
        return (machine, file, folio);
    }

    /// <summary>Acts once, as another task, right after a function took a reference.</summary>
    private sealed class Rival(Machine machine, string function, Action act) : IMachineObserver
    {
        private readonly KernelTask _task = machine.CreateTask("rival", 1);

        public bool HasActed { get; private set; }

        public void OnEvent(Machine observed, in KernelEvent kernelEvent)
        {
            if (!HasActed && kernelEvent is { Kind: KernelEventKind.PageRefMod, Delta: > 0 } && kernelEvent.Function == function)
            {
                HasActed = true;
                using Machine.TaskScope scope = machine.RunAs(_task);
                act();
            }
        }
    }

    /// <summary>When somebody waits, another task acts, and the wait ends.</summary>
    private sealed class Waker(Machine machine, KernelTask other, Action act) : ITaskScheduler
    {
        private bool _acted;

        public void Wait(KernelTask task, WaitReason reason, object key, string what)
        {
            Assert.That(_acted, Is.False, "nobody else can end this wait");
            _acted = true;
            using Machine.TaskScope scope = machine.RunAs(other);
            act();
        }

        public void Wake(object key)
        {
        }
    }
}

/// <summary>The work that a rival does in one go.</summary>
internal static class RivalActions
{
    public static void RemoveLocked(this AddressSpace file, Folio folio)
    {
        folio.Get();
        folio.Lock();
        file.Pages.RemoveFolio(folio);
        folio.Unlock();
        folio.Put();
    }
}
