using FolioModel.Cli.Content.Specification;

namespace FolioModel.Cli.Content.Core;

internal partial class CoreSubject
{
    /// <summary>Operations in the middle of which another task acts: what a lookup without a lock must stand.</summary>
    private void DefineRivals()
    {
        Define("find against a removal", 2, Task, File, Page, FindAgainstRemoval);
        Define("lock against a removal", 2, Task, File, Page, LockAgainstRemoval);
        Define("get folios against a removal", 2, Task, File, Page, GetFoliosAgainstRemoval);
    }

    private StepResult FindAgainstRemoval(int task, AddressSpace file, long page)
    {
        if (FreeToRemove(file, page) is not { IsNone: false } folio)
        {
            return StepResult.Skipped;
        }

        int id = _spec?.IdOf(folio) ?? 0;
        using Machine.TaskScope scope = As(task);
        FolioResult found = default;
        Against(Removal(folio, (task + 1) % _tasks.Length), () => found = file.Pages.GetFolio(Place(page)));
        _spec?.Expect(new SpecOutcome(_spec.State.Remove(id), SpecErrno.NoEntry), (long)found.Error);
        if (found.IsOk)
        {
            throw new BrokenInvariantException(FrozenInvariants.LookupReturnsWhatTheSlotStillHeld,
                $"a lookup returned {found.Folio.Describe()}, which had left the file before its second look");
        }

        return found.Error;
    }

    /// <summary>A batch lookup must not give the folio that left while it was being looked at.</summary>
    private StepResult GetFoliosAgainstRemoval(int task, AddressSpace file, long page)
    {
        if (FreeToRemove(file, page) is not { IsNone: false } folio)
        {
            return StepResult.Skipped;
        }

        int id = _spec?.IdOf(folio) ?? 0;
        using Machine.TaskScope scope = As(task);
        FolioBatch batch = new(Machine);
        Against(Removal(folio, (task + 1) % _tasks.Length), () => file.Pages.GetFolios(batch, Place(page), Place(page)));
        bool any = batch.Count > 0;
        batch.Put();
        _spec?.Expect(new SpecOutcome(_spec.State.Remove(id), 0), 0);
        if (any)
        {
            Break(FrozenInvariants.LookupReturnsWhatTheSlotStillHeld,
                $"a batch lookup of {file} returned a folio that had left the file before its second look");
        }

        return Errno.ENOENT;
    }

    /// <summary>The work of a rival: takes a folio out of its file.</summary>
    private Action Removal(Folio folio, int rival) => () =>
    {
        using Machine.TaskScope other = As(rival);
        folio.Get();
        folio.Lock();
        folio.Mapping!.Pages.RemoveFolio(folio);
        folio.Unlock();
        folio.Put();
    };

    /// <summary>Runs an operation; as soon as it has taken a reference, a rival acts.</summary>
    private void Against(Action rival, Action operation)
    {
        Intruder intruder = new(Machine.Observer, rival);
        Machine.Observer = intruder;
        operation();
        Machine.Observer = intruder.Outer;
    }

    private StepResult LockAgainstRemoval(int task, AddressSpace file, long page)
    {
        if (FreeToRemove(file, page) is not { IsNone: false } folio)
        {
            return StepResult.Skipped;
        }

        int rival = (task + 1) % _tasks.Length;
        int id = _spec?.IdOf(folio) ?? 0;
        using (As(rival))
        {
            folio.Get();
            folio.Lock();
        }

        using Machine.TaskScope scope = As(task);
        Machine.Scheduler = new Waker(() =>
        {
            using Machine.TaskScope other = As(rival);
            file.Pages.RemoveFolio(folio);
            folio.Unlock();
            folio.Put();
        });
        FolioResult found = file.Pages.LockFolio(Place(page));
        Machine.Scheduler = null;
        _spec?.Expect(new SpecOutcome(_spec.State.Remove(id), SpecErrno.NoEntry), (long)found.Error);
        if (found.IsOk)
        {
            throw new BrokenInvariantException(FrozenInvariants.LockedLookupReturnsAFolioOfTheFile,
                $"a locked lookup returned {found.Folio.Describe()}, which was removed while it waited");
        }

        return found.Error;
    }

    /// <summary>A clean folio at a place that any task may remove, or none.</summary>
    private static Folio FreeToRemove(AddressSpace file, long page)
    {
        const FolioFlags Busy = FolioFlags.Locked | FolioFlags.Writeback | FolioFlags.Dirty;
        return file.Pages.Peek(Place(page)) is { IsFolio: true } entry && (entry.Folio.Flags & Busy) == 0 ? entry.Folio : default;
    }

    /// <summary>Acts once, right after a lookup took its speculative reference.</summary>
    private sealed class Intruder(IMachineObserver? outer, Action act) : IMachineObserver
    {
        private bool _acted;

        public IMachineObserver? Outer => outer;

        /// <inheritdoc/>
        public KernelEventGroups Wants => KernelEventGroups.Pages;

        public void OnEvent(Machine machine, in KernelEvent kernelEvent)
        {
            outer?.OnEvent(machine, kernelEvent);
            if (!_acted && kernelEvent is { Kind: KernelEventKind.PageRefMod, Delta: > 0 })
            {
                _acted = true;
                act();
            }
        }
    }

    /// <summary>When a task waits, another one acts.</summary>
    private sealed class Waker(Action act) : ITaskScheduler
    {
        private bool _acted;

        public void Wait(KernelTask task, WaitReason reason, object key, string what)
        {
            if (_acted)
            {
                throw new KernelDeadlockException($"{task} still waits for {what} after the holder let go")
                {
                    Task = task,
                    Reason = reason,
                };
            }

            _acted = true;
            act();
        }

        public void Wake(object key)
        {
        }
    }
}
