namespace FolioModel.Cli.Content.Core;

internal partial class CoreSubject
{
    /// <summary>Mistakes that the core must refuse at the very line.</summary>
    private void DefineMisuse()
    {
        DefineMisuse("MISUSE use after free", 2, Held(_held, static h => h.IsPlain && h.Folio.RefCount == 1 && !h.Folio.IsLocked), held =>
        {
            using Machine.TaskScope scope = As(held.Task);
            held.Folio.Put();
            held.Folio.Get();
            return StepResult.Ok;
        });
        DefineMisuse("MISUSE use after another's allocation", 2,
            Held(_held, static h => h.IsPlain && h.Folio.RefCount == 1 && !h.Folio.IsLocked), held =>
        {
            using Machine.TaskScope scope = As(held.Task);
            Order order = held.Folio.Order;
            held.Folio.Put();
            Folio next = Machine.Allocator.AllocateFolio(order, GfpFlags.HighUserMovable);
            if (next.Pfn == held.Folio.Pfn)
            {
                Hit("the frame was somebody else's again");
            }

            held.Folio.Get();
            return StepResult.Ok;
        });
        DefineMisuse("MISUSE put of a frozen folio", 2, Held(_held, static h => h.IsPlain), held =>
        {
            using Machine.TaskScope scope = As(held.Task);
            held.Folio.Freeze(held.Folio.RefCount);
            held.Folio.Put();
            return StepResult.Ok;
        });
        DefineMisuse("MISUSE get on zero", 2, Held(_held, static h => h.IsPlain), held =>
        {
            using Machine.TaskScope scope = As(held.Task);
            held.Folio.Freeze(held.Folio.RefCount);
            held.Folio.Get();
            return StepResult.Ok;
        });
        DefineMisuse("MISUSE unlock of an unlocked folio", 2, Held(_held, static h => !h.Folio.IsLocked), held =>
        {
            held.Folio.Unlock();
            return StepResult.Ok;
        });
        DefineMisuse("MISUSE removal without the lock", 2, Held(_held, static h => !h.Folio.IsLocked && h.Folio.Mapping is not null),
            held =>
        {
            held.Folio.Mapping!.Pages.RemoveFolio(held.Folio);
            return StepResult.Ok;
        });
    }

    /// <summary>Mistakes about whose reference it is, which only the ledger can tell.</summary>
    private void DefineMisuseOfOthersReferences()
    {
        DefineMisuse("MISUSE put of a reference not held", 2, Held(_held, h => h.IsPlain && !IsHeldBy(Stranger(h), h.Folio)), held =>
        {
            using Machine.TaskScope scope = As(Stranger(held));
            held.Folio.Put();
            return StepResult.Ok;
        });
        DefineMisuse("MISUSE double put", 2, Held(_held, h => h.IsPlain && h.Folio.RefCount > 1 && References(h.Task, h.Folio) == 1),
            held =>
        {
            using Machine.TaskScope scope = As(held.Task);
            held.Folio.Put();
            held.Folio.Put();
            return StepResult.Ok;
        });
        DefineMisuse("MISUSE unfreeze by a stranger", 2, Held(_held, static h => h.IsPlain), held =>
        {
            using Machine.TaskScope scope = As(held.Task);
            int count = held.Folio.RefCount;
            held.Folio.Freeze(count);
            using Machine.TaskScope stranger = As(Stranger(held));
            held.Folio.Unfreeze(count);
            return StepResult.Ok;
        });
    }

    private void DefineMisuseOfOthersLocks() =>
        DefineMisuse("MISUSE unlock by a stranger", 2, Held(_held, static h => h.IsLocked), held =>
        {
            using Machine.TaskScope scope = As(Stranger(held));
            held.Folio.Unlock();
            return StepResult.Ok;
        });

    private int Stranger(HeldFolio held) => (held.Task + 1) % _tasks.Length;

    private bool IsHeldBy(int task, Folio folio) => References(task, folio) > 0;

    private int References(int task, Folio folio) => _held.Things.Count(h => h.Task == task && h.Folio == folio);
}
