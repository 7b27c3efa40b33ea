using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Content.Specification;

namespace FolioModel.Cli.Content.Gmem;

internal partial class GmemSubject
{
    private void DefineHost()
    {
        Define("find", 4, Task, File, Page, Find);
        Define("get folio", 2, Task, File, Page, GetFolio);
        Define("unlock", 5, Held(_held, static h => h.IsLocked), Unlock, givesBack: true);
        Define("put", 6, Held(_held, static h => h.IsPlain), Put, givesBack: true);
        Define("release pfn", 4, Held(_held, static h => h.IsPlain), ReleasePfn, givesBack: true);
    }

    private StepResult Find(int task, int file, long page)
    {
        using Machine.TaskScope scope = As(task);
        FolioResult found = _files[file].Mapping.Pages.GetFolio(new PageIndex((ulong)page));
        if (_guest is not null)
        {
            SpecOutcome outcome = _guest.Host.Find(task, CpuOf(task), file + 1, (ulong)page, default);
            Expect(_guest with { Host = outcome.State }, outcome.Result, (long)found.Error, outcome.Folio, found.Folio);
        }

        if (found.IsOk)
        {
            _held.Add(new HeldFolio(found.Folio, task));
        }

        return found.Error;
    }

    private StepResult GetFolio(int task, int file, long page)
    {
        if (IsLocked(file, page, 1))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        FolioResult got = _files[file].GetFolio(new PageIndex((ulong)page));
        if (_guest is not null)
        {
            SpecCache.Lookup grab = new(Lock: true, Create: true, Accessed: true, Memory: true);
            SpecOutcome outcome = _guest.Host.Find(task, CpuOf(task), file + 1, (ulong)page, grab);
            Expect(_guest with { Host = outcome.State }, outcome.Result, (long)got.Error, outcome.Folio, got.Folio);
        }

        if (got.IsOk)
        {
            _held.Add(new HeldFolio(got.Folio, task) { IsLocked = true });
        }

        return got.Error;
    }

    private StepResult Unlock(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        held.Folio.Unlock();
        held.IsLocked = false;
        if (_guest is not null)
        {
            Expect(_guest with { Host = _guest.Host.Flag(_host!.IdOf(held.Folio), SpecFlags.None, SpecFlags.Locked) }, 0, 0);
        }

        return StepResult.Ok;
    }

    private StepResult Put(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        _held.Remove(held);
        int id = _host?.IdOf(held.Folio) ?? 0;
        if (held.Folio.RefCount == 1)
        {
            Hit("freed by the last of its holders, after the file let go");
        }

        held.Folio.Put();
        if (_guest is not null)
        {
            Expect(_guest with { Host = _guest.Host.Drop(id, SpecReferences.Task(held.Task)) }, 0, 0);
        }

        return StepResult.Ok;
    }

    private StepResult ReleasePfn(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        _held.Remove(held);
        int id = _host?.IdOf(held.Folio) ?? 0;
        _vm.ReleasePfn(held.Folio);
        if (_guest is not null)
        {
            Expect(_guest.ReleasePfn(held.Task, CpuOf(held.Task), id), 0, 0);
        }

        return StepResult.Ok;
    }
}
