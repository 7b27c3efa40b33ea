using FolioModel.Specification;

namespace FolioModel.PropertyTesting;

public partial class CoreSubject
{
    /// <summary>Operations in the middle of which another task acts: what a lookup without a lock must stand.</summary>
    private void DefineRivals()
    {
        Define("find against a removal", 2, Task, File, Page, FindAgainstRemoval);
        Define("lock against a removal", 2, Task, File, Page, LockAgainstRemoval);
    }

    private StepResult FindAgainstRemoval(int task, AddressSpace file, long page)
    {
        if (FreeToRemove(file, page) is not { IsNone: false } folio)
        {
            return StepResult.Skipped;
        }

        int rival = (task + 1) % _tasks.Length;
        int id = _spec?.IdOf(folio) ?? 0;
        Intruder intruder = new(Machine.Observer, () =>
        {
            using Machine.TaskScope other = As(rival);
            folio.Get();
            folio.Lock();
            file.RemoveFolio(folio);
            folio.Unlock();
            folio.Put();
        });
        using Machine.TaskScope scope = As(task);
        Machine.Observer = intruder;
        FolioResult found = file.GetFolio(Place(page));
        Machine.Observer = intruder.Outer;
        _spec?.Expect(new SpecOutcome(_spec.State.Remove(id), SpecErrno.NoEntry), (long)found.Error);
        if (found.IsOk)
        {
            throw new InvalidOperationException($"I-35: a lookup returned {found.Folio.Describe()}, which had left the file before its second look");
        }

        return found.Error;
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
            file.RemoveFolio(folio);
            folio.Unlock();
            folio.Put();
        });
        FolioResult found = file.LockFolio(Place(page));
        Machine.Scheduler = null;
        _spec?.Expect(new SpecOutcome(_spec.State.Remove(id), SpecErrno.NoEntry), (long)found.Error);
        if (found.IsOk)
        {
            throw new InvalidOperationException($"I-36: a locked lookup returned {found.Folio.Describe()}, which was removed while it waited");
        }

        return found.Error;
    }

    /// <summary>A clean folio at a place that anybody may remove, or none.</summary>
    private static Folio FreeToRemove(AddressSpace file, long page)
    {
        const FolioFlags Busy = FolioFlags.Locked | FolioFlags.Writeback | FolioFlags.Dirty;
        return file.Peek(Place(page)) is { IsFolio: true } entry && (entry.Folio.Flags & Busy) == 0 ? entry.Folio : default;
    }

    /// <summary>Acts once, right after a lookup took its speculative reference.</summary>
    private sealed class Intruder(IMachineObserver? outer, Action act) : IMachineObserver
    {
        private bool _acted;

        public IMachineObserver? Outer => outer;

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

        public void Wait(KernelTask task, object key, string what)
        {
            if (_acted)
            {
                throw new KernelDeadlockException($"{task} still waits for {what} after the holder let go");
            }

            _acted = true;
            act();
        }

        public void Wake(object key)
        {
        }
    }
}
