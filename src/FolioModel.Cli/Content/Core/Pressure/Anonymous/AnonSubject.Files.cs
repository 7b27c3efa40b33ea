namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>The page cache beside the processes' memory.</summary>
internal sealed partial class AnonSubject
{
    private static Parameter<long> FilePage => Number("page", FilePages);

    private void DefineFiles()
    {
        Define("read file", 4, Task, FilePage, Size("pages", 150), ReadFile);
        Define("hold file", 1, Task, FilePage, (task, page) => HoldFile(task, page, isLocked: false));
        Define("lock file", 1, Task, FilePage, (task, page) => HoldFile(task, page, isLocked: true));
        Define("let go of a file page", 2, Held(_heldFiles), LetGo, givesBack: true);
        Define("dirty", 1, Held(_heldFiles, static h => h.IsLocked && !h.Folio.Has(FolioFlags.Writeback)), Dirty);
        Define("write back", 1, Held(_heldFiles, static h => h.IsLocked && h.Folio.Has(FolioFlags.Dirty)), StartWriteback);
        Define("end writeback", 2, Held(_writebacks), EndWriteback, givesBack: true);
        Define("take memory", 2, Size("frames", 400), OneOf("that", "may wait", "starts no input or output", "calls no file system"),
            TakeMemory);
        Define("give memory back", 2, Size("frames", 250), GiveMemoryBack, givesBack: true);
    }

    private StepResult ReadFile(int task, long first, long pages)
    {
        using Machine.TaskScope scope = As(task);
        NoteOutOfMemory();
        for (long page = first; page < Math.Min(first + pages, FilePages); page++)
        {
            if (IsFileLocked(page))
            {
                continue;
            }

            FolioResult got = GetFile(page);
            if (!got.IsOk)
            {
                BuryVictims();
                return got.Error == Errno.ENOMEM ? Fails(_tasks[task]) : got.Error;
            }

            got.Folio.Put();
        }

        BuryVictims();
        return StepResult.Ok;
    }

    private bool IsFileLocked(long page) => _file.Pages.Peek(new PageIndex((ulong)page)) is { IsFolio: true } entry && entry.Folio.IsLocked;

    private FolioResult GetFile(long page)
    {
        PageIndex index = new((ulong)page);
        FolioResult got = _file.Pages.GetFolio(index);
        if (got.IsOk)
        {
            got.Folio.MarkAccessed();
            return got;
        }

        got = _file.Pages.GrabFolio(index);
        if (got.IsOk)
        {
            got.Folio.MarkUptodate();
            got.Folio.Unlock();
        }

        return got;
    }

    private StepResult HoldFile(int task, long page, bool isLocked)
    {
        if (IsFileLocked(page))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        NoteOutOfMemory();
        FolioResult got = GetFile(page);
        BuryVictims();
        if (!got.IsOk)
        {
            return got.Error == Errno.ENOMEM ? Fails(_tasks[task]) : got.Error;
        }

        if (isLocked && !got.Folio.TryLock())
        {
            got.Folio.Put();
            return Errno.EAGAIN;
        }

        _heldFiles.Add(new HeldPage(got.Folio, task, isLocked));
        return StepResult.Ok;
    }

    private StepResult LetGo(HeldPage held)
    {
        using Machine.TaskScope scope = As(held.Task);
        _heldFiles.Remove(held);
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
        _dirty.Add(held.Folio.Index.Value);
        return StepResult.Ok;
    }

    private StepResult StartWriteback(HeldPage held)
    {
        using Machine.TaskScope scope = As(held.Task);
        held.Folio.ClearDirtyForIo();
        held.Folio.StartWriteback();
        _dirty.Remove(held.Folio.Index.Value);
        _writebacks.Add(held.Folio);
        return StepResult.Ok;
    }

    private StepResult EndWriteback(Folio folio)
    {
        _writebacks.Remove(folio);
        folio.EndWriteback();
        return StepResult.Ok;
    }

    private StepResult TakeMemory(long frames, string that)
    {
        GfpFlags flags = that switch
        {
            "starts no input or output" => GfpFlags.NoIo,
            "calls no file system" => GfpFlags.NoFs,
            _ => GfpFlags.Kernel,
        };
        NoteOutOfMemory();
        for (long i = 0; i < frames; i++)
        {
            Folio folio = Machine.Allocator.AllocateFolio(Order.Zero, flags);
            if (folio.IsNone)
            {
                // An allocation that may not call a file system ends no process.
                BuryVictims();
                return flags == GfpFlags.Kernel ? Fails("the driver") : Errno.ENOMEM;
            }

            _memory.Add(folio);
        }

        BuryVictims();
        return StepResult.Ok;
    }

    private StepResult GiveMemoryBack(long frames)
    {
        for (long i = 0; i < frames && _memory.Count > 0; i++)
        {
            Folio folio = _memory.Things.Last();
            _memory.Remove(folio);
            folio.Put();
        }

        return StepResult.Ok;
    }

    /// <summary>Held and dirty pages of the file are where they were: what was written would be lost otherwise.</summary>
    private Finding? CheckFilesInUse()
    {
        foreach (HeldPage held in _heldFiles.Things)
        {
            if (_file.Pages.Peek(held.Folio.Index).Folio != held.Folio)
            {
                return Finding.Of(ReclaimInvariants.ReclaimSparesUnevictableLockedPinned, $"page {held.Folio.Index} is held and gone");
            }
        }

        foreach (ulong page in _dirty)
        {
            if (_file.Pages.Peek(new PageIndex(page)) is not { IsFolio: true } entry || !entry.Folio.Has(FolioFlags.Dirty))
            {
                return Finding.Of(ReclaimInvariants.ReclaimFreesOnlyTheUnused, $"page {page} was dirty, and what it held is lost");
            }
        }

        return null;
    }
}
