using FolioModel.Groups;

namespace FolioModel.Cli.Content.Core.Pressure;

internal partial class PressureSubject
{
    private void DefineUses()
    {
        Define("read", 8, Task, File, Page, Size("pages", 200), Read);
        Define("hold", 3, Task, File, Page, (task, file, page) => Hold(task, file, page, isLocked: false));
        Define("lock", 2, Task, File, Page, (task, file, page) => Hold(task, file, page, isLocked: true));
        Define("let go", 3, Held(_held), LetGo, givesBack: true);
        Define("dirty", 2, Held(_held, static h => h.IsLocked && !h.Folio.Has(FolioFlags.Writeback)), Dirty);
        Define("write back", 2, Held(_held, static h => h.IsLocked && h.Folio.Has(FolioFlags.Dirty)), StartWriteback);
        Define("end writeback", 2, Held(_writebacks), EndWriteback, givesBack: true);
        Define("touch", 3, Task, Number("mapped page", MappedPages), Touch);
        Define("unmap", 1, () =>
        {
            _process.Discard(_area.First, MappedPages);
            return StepResult.Ok;
        });
        Define("take memory", 2, Size("frames", 300), TakeMemory);
        Define("give memory back", 2, Size("frames", 300), GiveMemoryBack, givesBack: true);
    }

    /// <summary>Reads pages one after the other; each once.</summary>
    private StepResult Read(int task, AddressSpace file, long first, long pages)
    {
        using Machine.TaskScope scope = As(task);
        for (long page = first; page < Math.Min(first + pages, FilePages); page++)
        {
            if (IsLocked(file, page))
            {
                continue;
            }

            FolioResult got = Get(file, page);
            if (got.Error != Errno.None)
            {
                CheckFailure(LimitOf(task));
                return got.Error;
            }

            got.Folio.Put();
        }

        CheckLimits();
        return StepResult.Ok;
    }

    private FolioResult Get(AddressSpace file, long page)
    {
        PageIndex index = new((ulong)page);
        FolioResult got = file.Pages.GetFolio(index);
        if (got.IsOk)
        {
            Hit("hit");
            got.Folio.MarkAccessed();
            return got;
        }

        bool wasEvicted = file.Pages.Peek(index).IsValue;
        got = file.Pages.GrabFolio(index);
        if (got.IsOk)
        {
            Hit(wasEvicted ? got.Folio.Has(FolioFlags.Active) ? "refault activated" : "refault" : "first read");
            got.Folio.MarkUptodate();
            got.Folio.Unlock();
        }

        return got;
    }

    private StepResult Hold(int task, AddressSpace file, long page, bool isLocked)
    {
        if (IsLocked(file, page))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        FolioResult got = Get(file, page);
        if (got.Error != Errno.None)
        {
            CheckFailure(LimitOf(task));
            return got.Error;
        }

        if (isLocked)
        {
            got.Folio.Lock();
        }

        _held.Add(new HeldPage(got.Folio, task, isLocked));
        return StepResult.Ok;
    }

    private StepResult LetGo(HeldPage held)
    {
        using Machine.TaskScope scope = As(held.Task);
        _held.Remove(held);
        if (held.IsLocked)
        {
            held.Folio.Unlock();
        }

        held.Folio.Put();
        return StepResult.Ok;
    }

    private StepResult Dirty(HeldPage held)
    {
        using Machine.TaskScope scope = As(held.Task);
        held.Folio.MarkDirty();
        _dirty.Add((held.Folio.Mapping!, held.Folio.Index.Value));
        return StepResult.Ok;
    }

    private StepResult StartWriteback(HeldPage held)
    {
        using Machine.TaskScope scope = As(held.Task);
        held.Folio.ClearDirtyForIo();
        held.Folio.StartWriteback();
        _dirty.Remove((held.Folio.Mapping!, held.Folio.Index.Value));
        _writebacks.Add(held.Folio);
        return StepResult.Ok;
    }

    private StepResult EndWriteback(Folio folio)
    {
        _writebacks.Remove(folio);
        folio.EndWriteback();
        return StepResult.Ok;
    }

    private StepResult Touch(int task, long page)
    {
        if (IsLocked(_files[0], page))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        return _process.Touch(_area.First + page, write: false) is TouchResult.OutOfMemory ? Errno.ENOMEM : StepResult.Ok;
    }

    private StepResult TakeMemory(long frames)
    {
        for (long i = 0; i < frames; i++)
        {
            Folio folio = Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
            if (folio.IsNone)
            {
                CheckFailure(null);
                return Errno.ENOMEM;
            }

            _memory.Add(folio);
        }

        return StepResult.Ok;
    }

    private StepResult GiveMemoryBack(long frames)
    {
        for (long i = 0; i < frames && _memory.Count > 0; i++)
        {
            Folio folio = _memory.ThingAt(_memory.Count - 1);
            _memory.Remove(folio);
            folio.Put();
        }

        return StepResult.Ok;
    }

    private MemoryGroup? LimitOf(int task) => _tasks[task].Group is { Max: not null } group ? group : null;

    private bool IsLocked(AddressSpace file, long page)
    {
        foreach (HeldPage held in _held.Things)
        {
            if (held.IsLocked && held.Folio.Mapping == file && held.Folio.Index.Value == (ulong)page)
            {
                return true;
            }
        }

        return false;
    }
}
