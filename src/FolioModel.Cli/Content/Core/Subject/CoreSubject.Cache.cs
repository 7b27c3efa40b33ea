using FolioModel.Cli.Content.Specification;

namespace FolioModel.Cli.Content.Core;

internal partial class CoreSubject
{
    private static readonly FindFolioFlags[] s_lookups =
    [
        FindFolioFlags.None, FindFolioFlags.Accessed, FindFolioFlags.Lock, FindFolioFlags.Lock | FindFolioFlags.Accessed,
        FindFolioFlags.Lock | FindFolioFlags.NoWait,
    ];

    private void DefineCache()
    {
        Define("find", 9, Task, File, Page, OneOf("flags", s_lookups), Find);
        Define("grab", 6, Task, File, Page, Number("order", LargestOrder + 1),
            (task, file, page, order) => Grab(task, file, page, order, memory: true));
        Define("grab without memory", 1, Task, File, Page, (task, file, page) => Grab(task, file, page, 0, memory: false));
        Define("fill", 4, Task, File, Page, Number("order", LargestOrder + 1), Fill);
        Define("write", 3, Task, File, Page, Number("order", LargestOrder + 1), Write);
        Define("add", 3, Held(_held, IsFresh), File, Page, Add);
        Define("remove", 3, Held(_held, static h => h.IsLocked && h.Folio.Mapping is not null && !h.Folio.Has(FolioFlags.Writeback)),
            Remove);
    }

    private StepResult Find(int task, AddressSpace file, long page, FindFolioFlags flags)
    {
        PageIndex index = Place(page);
        if ((flags & (FindFolioFlags.Lock | FindFolioFlags.NoWait)) == FindFolioFlags.Lock && IsLockedAt(file, index))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        FolioResult found = file.Pages.GetFolio(index, flags, GfpFlags.None, default);
        ExpectFound(task, file, index, flags, 0, memory: true, found);
        if (found.IsOk)
        {
            Hold(found.Folio, task, (flags & FindFolioFlags.Lock) != 0);
        }

        return found.Error;
    }

    private StepResult Grab(int task, AddressSpace file, long page, long order, bool memory)
    {
        PageIndex index = Place(page);
        if (IsLockedAt(file, index))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        _faults.IsOn = !memory;
        FolioResult got = file.Pages.GetFolio(index, FindFolioFlags.Grab, file.GfpMask, new Order((int)order));
        _faults.IsOn = false;
        ExpectFound(task, file, index, FindFolioFlags.Grab, (int)order, memory, got);
        if (got.IsOk)
        {
            Hold(got.Folio, task, locked: true);
        }

        return got.Error;
    }

    /// <summary>Grabs a folio, makes it uptodate and lets it go at once, as a read or a fallocate does.</summary>
    private StepResult Fill(int task, AddressSpace file, long page, long order) => Fill(task, file, page, order, dirty: false);

    /// <summary>The same, and leaves it dirty, as a write does.</summary>
    private StepResult Write(int task, AddressSpace file, long page, long order) => Fill(task, file, page, order, dirty: true);

    private StepResult Fill(int task, AddressSpace file, long page, long order, bool dirty)
    {
        PageIndex index = Place(page);
        if (IsLockedAt(file, index))
        {
            return StepResult.Skipped;
        }

        int waiting = Machine.Batches.CountOf(CpuOf(task), LruBatchKind.Add);
        using Machine.TaskScope scope = As(task);
        FolioResult got = file.Pages.GetFolio(index, FindFolioFlags.Grab, file.GfpMask, new Order((int)order));
        ExpectFound(task, file, index, FindFolioFlags.Grab, (int)order, memory: true, got);
        if (!got.IsOk)
        {
            return got.Error;
        }

        int id = _spec?.IdOf(got.Folio) ?? 0;
        got.Folio.MarkUptodate();
        if (dirty)
        {
            got.Folio.MarkDirty();
            _spec?.Expect(_spec.State.MarkDirty(id));
        }

        got.Folio.Unlock();
        got.Folio.Put();
        _spec?.Expect(_spec.State.Flag(id, SpecFlags.Uptodate, SpecFlags.Locked).Drop(id, SpecReferences.Task(task)));
        if (Machine.Batches.CountOf(CpuOf(task), LruBatchKind.Add) < waiting)
        {
            Hit("batch spilled");
        }

        return StepResult.Ok;
    }

    /// <summary>A folio that only its holder knows, in no batch and on no list: it may be added to a file.</summary>
    private bool IsFresh(HeldFolio held)
    {
        const FolioFlags Used =
            FolioFlags.Lru | FolioFlags.Locked | FolioFlags.Dirty | FolioFlags.Writeback | FolioFlags.Active | FolioFlags.Unevictable;
        return held.IsPlain && held.Folio.RefCount == 1 && held.Folio.Mapping is null && (held.Folio.Flags & Used) == 0;
    }

    private StepResult Add(HeldFolio held, AddressSpace file, long page)
    {
        Folio folio = held.Folio;
        ulong mask = (ulong)folio.Pages - 1;
        PageIndex index = new(Place(page).Value & ~mask);
        if (folio.Order < file.MinOrder || folio.Order > file.MaxOrder)
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(held.Task);
        Errno error = file.Pages.AddFolio(folio, index, file.GfpMask);
        _spec?.Expect(_spec.State.Add(CpuOf(held.Task), _spec.IdOf(folio), IdOf(file), index.Value), (long)error);
        if (error == Errno.None)
        {
            held.IsLocked = true;
            _locked.Add(held);
        }

        return error;
    }

    private StepResult Remove(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        int id = _spec?.IdOf(held.Folio) ?? 0;
        if (held.Folio.Has(FolioFlags.Private) || held.Folio.Has(FolioFlags.Dirty))
        {
            Hit("removed with private data or dirty");
        }

        PageIndex index = held.Folio.Index;
        held.Folio.CancelDirty();
        held.Folio.Mapping!.Pages.RemoveFolio(held.Folio);
        if (held.Folio.Index != index)
        {
            Break(CacheInvariants.RemovalKeepsTheIndex, $"{held.Folio.Describe()} was at page {index} before it was removed");
        }

        _spec?.Expect(_spec.State.Flag(id, SpecFlags.None, SpecFlags.Dirty).Remove(id));
        return StepResult.Ok;
    }

    private static bool IsLockedAt(AddressSpace file, PageIndex index) =>
        file.Pages.Peek(index) is { IsFolio: true } entry && entry.Folio.IsLocked;

    private void ExpectFound(int task, AddressSpace file, PageIndex index, FindFolioFlags flags, int order, bool memory, FolioResult found)
    {
        if (_spec is null)
        {
            return;
        }

        SpecCache.Lookup how = new(
            (flags & FindFolioFlags.Lock) != 0, (flags & FindFolioFlags.Create) != 0, (flags & FindFolioFlags.Accessed) != 0,
            (flags & FindFolioFlags.NoWait) != 0, order, memory);
        _spec.Expect(_spec.State.Find(task, CpuOf(task), IdOf(file), index.Value, how), (long)found.Error, found.Folio);
    }
}
