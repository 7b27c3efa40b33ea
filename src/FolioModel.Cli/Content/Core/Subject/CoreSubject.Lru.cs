using FolioModel.Cli.Content.Specification;

namespace FolioModel.Cli.Content.Core;

internal partial class CoreSubject
{
    private void DefineLru()
    {
        Define("mark accessed", 4, Held(_held), MarkAccessed);
        Define("activate", 2, Held(_held), static (s, h) => h.Folio.Activate(), static (s, cpu, f) => s.Activate(cpu, f));
        Define("deactivate", 3, Held(_held), static (s, h) => h.Folio.Deactivate(), static (s, cpu, f) => s.Deactivate(cpu, f));
        Define("deactivate file", 3, Held(_held), static (s, h) => h.Folio.DeactivateFile(),
            static (s, cpu, f) => s.DeactivateFile(cpu, f));
        Define("drain", 2, Number("CPU", 2), Drain);
        Define("isolate", 3, Held(_held, static h => h.IsPlain), Isolate);
        Define("put back", 3, Held(_held, static h => h.IsIsolation), PutBack, givesBack: true);
        Define("reclaim", 3, Held(_held, static h => h.IsIsolation && !h.Folio.Has(FolioFlags.Unevictable)), Reclaim, givesBack: true);
        Define("shrink", 3, Task, File, Page, Shrink);
        Define("refault", 2, Task, File, Page, Refault);
    }

    /// <summary>Defines an operation on a folio that only queues it.</summary>
    private void Define(
        string name, int weight, Parameter<HeldFolio> held, Action<CoreSubject, HeldFolio> run,
            Func<SpecState, int, int, SpecState> specify) =>
        Define(name, weight, held, h =>
        {
            using Machine.TaskScope scope = As(h.Task);
            run(this, h);
            _spec?.Expect(specify(_spec.State, CpuOf(h.Task), _spec.IdOf(h.Folio)));
            return StepResult.Ok;
        });

    private StepResult MarkAccessed(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        held.Folio.MarkAccessed();
        _spec?.Expect(_spec.State.MarkAccessed(CpuOf(held.Task), _spec.IdOf(held.Folio)));
        return StepResult.Ok;
    }

    private StepResult Drain(long cpu)
    {
        Machine.Batches.Drain((int)cpu);
        _spec?.Expect(_spec.State.Drain((int)cpu));
        return StepResult.Ok;
    }

    private StepResult Isolate(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        bool isolated = held.Folio.Isolate();
        _spec?.Expect(_spec.State.Isolate(held.Task, _spec.IdOf(held.Folio)), isolated ? 1 : 0);
        if (!isolated)
        {
            return Errno.EBUSY;
        }

        _held.Add(new HeldFolio(held.Folio, held.Task) { IsIsolation = true });
        return StepResult.Ok;
    }

    private StepResult PutBack(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        LetGo(held);
        int id = _spec?.IdOf(held.Folio) ?? 0;
        held.Folio.PutBack();
        _spec?.Expect(_spec.State.PutBack(held.Task, CpuOf(held.Task), id));
        return StepResult.Ok;
    }

    private StepResult Reclaim(HeldFolio held)
    {
        LetGo(held);
        return Reclaim(held.Folio, held.Task);
    }

    private StepResult Reclaim(Folio folio, int task)
    {
        using Machine.TaskScope scope = As(task);
        int id = _spec?.IdOf(folio) ?? 0;
        int reclaimed = folio.Reclaim();
        _spec?.Expect(_spec.State.Reclaim(task, CpuOf(task), id), reclaimed);
        return reclaimed > 0 ? StepResult.Ok : Errno.EBUSY;
    }

    /// <summary>Evicts a folio and brings the page back at once: active, where the active list is long enough.</summary>
    private StepResult Refault(int task, AddressSpace file, long page)
    {
        StepResult shrunk = Shrink(task, file, page);
        if (shrunk.IsSkipped || shrunk.Code != 0 || IsLockedAt(file, Place(page)))
        {
            return shrunk;
        }

        StepResult filled = Fill(task, file, page, 0);
        if (file.Pages.Peek(Place(page)) is { IsFolio: true } entry && entry.Folio.Has(FolioFlags.Active))
        {
            Hit("refault activated");
        }

        return filled;
    }

    /// <summary>Finds a folio, isolates it, lets it go and reclaims it: what leaves shadows behind.</summary>
    private StepResult Shrink(int task, AddressSpace file, long page)
    {
        const FolioFlags Looked = FolioFlags.Lru | FolioFlags.Unevictable;
        if (file.Pages.Peek(Place(page)) is not { IsFolio: true } entry || (entry.Folio.Flags & Looked) != FolioFlags.Lru)
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        Folio folio = file.Pages.GetFolio(Place(page)).Folio;
        folio.Isolate();
        folio.Put();
        _spec?.Expect(_spec.State.Isolate(task, _spec.IdOf(folio)).State);
        StepResult result = Reclaim(folio, task);
        Hit(result.Code == 0 ? "evicted with a shadow" : "not evicted");
        return result;
    }
}
