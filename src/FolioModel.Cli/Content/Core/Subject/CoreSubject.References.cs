using FolioModel.Cli.Content.Specification;

namespace FolioModel.Cli.Content.Core;

internal partial class CoreSubject
{
    private void DefineReferences()
    {
        Define("allocate", 3, Task, Number("order", LargestOrder), OneOf("memory", true, true, true, false), Allocate);
        Define("get", 3, Held(_held, static h => h.IsPlain), Get);
        Define("put", 12, Held(_held, MayPut), Put, givesBack: true);
        Define("trylock", 3, Held(_held, static h => h.IsPlain), TryLock);
        Define("unlock", 12, Held(_held, static h => h.IsLocked), Unlock, givesBack: true);
        Define("freeze and look", 1, Held(_held, static h => h.IsPlain), FreezeAndLook);
        Define("attach private", 1, Held(_held, static h => h.IsPlain && !h.Folio.Has(FolioFlags.Private)), AttachPrivate);
        Define("detach private", 2, Held(_privates, static f => !f.IsLocked || f.RefCount > 1), DetachPrivate, givesBack: true);
    }

    private StepResult Allocate(int task, long order, bool memory)
    {
        using Machine.TaskScope scope = As(task);
        _faults.IsOn = !memory;
        Folio folio = Machine.Allocator.AllocateFolio(new Order((int)order), GfpFlags.HighUserMovable);
        _faults.IsOn = false;
        if (folio.IsNone)
        {
            return Errno.ENOMEM;
        }

        _spec?.Expect(_spec.State.Allocate(task, (int)order), 0, folio);
        Hold(folio, task);
        return StepResult.Ok;
    }

    private StepResult Get(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        held.Folio.Get();
        _spec?.Expect(_spec.State.Take(_spec.IdOf(held.Folio), SpecReferences.Task(held.Task)));
        Hold(held.Folio, held.Task);
        return StepResult.Ok;
    }

    /// <summary>A folio is not freed under writeback or while private data is attached: those who start them see to it.</summary>
    private static bool MayPut(HeldFolio held) =>
        held.IsPlain && (held.Folio.RefCount > 1 || (held.Folio.Flags & (FolioFlags.Writeback | FolioFlags.Locked)) == 0);

    private StepResult Put(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        LetGo(held);
        int id = _spec?.IdOf(held.Folio) ?? 0;
        if (held.Folio.RefCount == 1)
        {
            Hit("last reference dropped");
        }

        held.Folio.Put();
        _spec?.Expect(_spec.State.Drop(id, SpecReferences.Task(held.Task)));
        return StepResult.Ok;
    }

    private StepResult TryLock(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        if (!held.Folio.TryLock())
        {
            return Errno.EAGAIN;
        }

        _spec?.Expect(_spec.State.Flag(_spec.IdOf(held.Folio), SpecFlags.Locked));
        held.IsLocked = true;
        _locked.Add(held);
        return StepResult.Ok;
    }

    private StepResult Unlock(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        held.Folio.Unlock();
        _spec?.Expect(_spec.State.Flag(_spec.IdOf(held.Folio), SpecFlags.None, SpecFlags.Locked));
        held.IsLocked = false;
        _locked.Remove(held);
        return StepResult.Ok;
    }

    /// <summary>While a folio is frozen no task gets a reference to it.</summary>
    private StepResult FreezeAndLook(HeldFolio held)
    {
        int count = held.Folio.RefCount;
        using (As(held.Task))
        {
            if (held.Folio.Freeze(count + 1))
            {
                Break(FrozenInvariants.FreezeNeedsTheExpectedCount,
                    $"{held.Folio.Describe()} was frozen by somebody who expected {count + 1}");
            }

            if (!held.Folio.Freeze(count))
            {
                return Errno.EAGAIN;
            }

            using (As((held.Task + 1) % _tasks.Length))
            {
                if (held.Folio.TryGet())
                {
                    Break(FrozenInvariants.FrozenFolioCannotBeTaken, $"try_get raised the count of {held.Folio}, which is frozen");
                }
            }

            held.Folio.Unfreeze(count);
        }

        return StepResult.Ok;
    }

    private StepResult AttachPrivate(HeldFolio held)
    {
        held.Folio.AttachPrivate();
        _privates.Add(held.Folio);
        _spec?.Expect(_spec.State.AttachPrivate(_spec.IdOf(held.Folio)));
        return StepResult.Ok;
    }

    private StepResult DetachPrivate(Folio folio)
    {
        int id = _spec?.IdOf(folio) ?? 0;
        _privates.Remove(folio);
        folio.DetachPrivate();
        _spec?.Expect(_spec.State.DetachPrivate(id));
        return StepResult.Ok;
    }
}
