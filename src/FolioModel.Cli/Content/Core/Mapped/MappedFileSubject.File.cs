namespace FolioModel.Cli.Content.Core.Mapped;

/// <summary>The operations on the file, behind the processes' backs.</summary>
internal sealed partial class MappedFileSubject
{
    private static readonly LruListKind[] s_lists =
        [LruListKind.InactiveFile, LruListKind.ActiveFile, LruListKind.InactiveAnon, LruListKind.ActiveAnon];

    private void DefineFile()
    {
        Define("fill", 10, Task, FilePage, Number("order", LargestOrder + 1), OneOf("dirty", false, true), Fill);
        Define("truncate", 1, Task, FilePage, Truncate);
        Define("grow", 2, Task, Grow);
        Define("punch", 2, Task, FilePage, Some, Punch);
        Define("invalidate", 2, Task, FilePage, Some, Invalidate);
        Define("invalidate all", 1, Task, FilePage, Some, InvalidateAll);
        Define("write back", 3, Task, FilePage, WriteBack);
        Define("end writeback", 3, Held(_writebacks), EndWriteback, givesBack: true);
        Define("split", 2, Task, FilePage, Number("order", LargestOrder), Split);
        Define("hold", 2, Task, FilePage, Hold);
        Define("let go", 2, Held(_held), LetGo, givesBack: true);
        Define("drain batches", 1, DrainBatches);
    }

    private StepResult Fill(int task, long page, long order, bool dirty)
    {
        if (IsBehindTheEnd((ulong)page))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        FolioResult got = _file.Pages.GetFolio(new PageIndex((ulong)page), FindFolioFlags.Grab, _file.GfpMask, new Order((int)order));
        if (!got.IsOk)
        {
            return got.Error;
        }

        got.Folio.MarkUptodate();
        if (dirty)
        {
            got.Folio.MarkDirty();
            _written.Add((ulong)page);
        }

        got.Folio.Unlock();
        got.Folio.Put();
        return StepResult.Ok;
    }

    /// <summary>Cuts the file off: what lies behind the end shows nowhere, copies included.</summary>
    private StepResult Truncate(int task, long page)
    {
        if (IsBusy)
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        _file.Size = Math.Min(_file.Size, page << PageSize.Shift);
        Remove((ulong)page, FilePages + MostPages, alsoCopies: true);
        return StepResult.Ok;
    }

    private StepResult Grow(int task)
    {
        using Machine.TaskScope scope = As(task);
        _file.Size = (long)FilePages << PageSize.Shift;
        return StepResult.Ok;
    }

    private StepResult Punch(int task, long page, long pages)
    {
        if (IsBusy)
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        Remove((ulong)page, (ulong)(page + pages), alsoCopies: false);
        return StepResult.Ok;
    }

    private void Remove(ulong first, ulong end, bool alsoCopies)
    {
        _file.UnmapRange(new PageIndex(first), new PageIndex(end - 1), alsoCopies);
        _file.Truncate(new ByteOffset((long)first << PageSize.Shift), new ByteOffset(((long)end << PageSize.Shift) - 1));
        _written.RemoveWhere(page => page >= first && page < end);
        foreach (MappedView view in alsoCopies ? _views.Things : [])
        {
            for (int page = 0; page < view.Pages; page++)
            {
                view.Own[page] = view.IndexOf(page).Value >= first && view.IndexOf(page).Value < end ? 0 : view.Own[page];
            }
        }
    }

    /// <summary>Gives the hint to drop what is not in use. Mapped folios are in use: they stay where they are on their lists.</summary>
    private StepResult Invalidate(int task, long page, long pages)
    {
        using Machine.TaskScope scope = As(task);
        Machine.Batches.DrainAll();
        Folio[][] before = MappedOnLists();
        long dropped = _file.Invalidate(new PageIndex((ulong)page), new PageIndex((ulong)(page + pages - 1)));
        Machine.Batches.DrainAll();
        Folio[][] after = MappedOnLists();
        for (int i = 0; i < s_lists.Length; i++)
        {
            if (!before[i].SequenceEqual(after[i]))
            {
                Break($"invalidation moved mapped folios: {s_lists[i]} had {Frames(before[i])}, and has {Frames(after[i])}");
            }
        }

        return dropped > 0 ? StepResult.Ok : Errno.ENOENT;
    }

    private static string Frames(Folio[] folios) => string.Join(", ", folios.Select(static f => f.Pfn));

    private Folio[][] MappedOnLists() =>
        [.. s_lists.Select(kind => Machine.Lru[kind].Where(static f => f.IsMapped).ToArray())];

    private StepResult InvalidateAll(int task, long page, long pages)
    {
        if (IsBusy)
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        return _file.InvalidateAll(new PageIndex((ulong)page), new PageIndex((ulong)(page + pages - 1)));
    }

    private StepResult WriteBack(int task, long page)
    {
        using Machine.TaskScope scope = As(task);
        FolioResult found = _file.Pages.GetFolio(new PageIndex((ulong)page), FindFolioFlags.Lock, GfpFlags.None, default);
        if (!found.IsOk)
        {
            return found.Error;
        }

        Folio folio = found.Folio;
        bool isWritten = !folio.Has(FolioFlags.Writeback) && folio.ClearDirtyForIo();
        if (isWritten)
        {
            folio.StartWriteback();
            _writebacks.Add(folio);
            _written.RemoveWhere(p => p >= folio.Index.Value && p < folio.NextIndex.Value);
        }

        folio.Unlock();
        folio.Put();
        return isWritten ? StepResult.Ok : Errno.EAGAIN;
    }

    private StepResult EndWriteback(Folio folio)
    {
        _writebacks.Remove(folio);
        folio.EndWriteback();
        return StepResult.Ok;
    }

    private StepResult Split(int task, long page, long order)
    {
        using Machine.TaskScope scope = As(task);
        if (IsBusy || _file.Pages.Peek(new PageIndex((ulong)page)) is not { IsFolio: true } entry || entry.Folio.Order.Value <= order)
        {
            return StepResult.Skipped;
        }

        Folio folio = _file.Pages.LockFolio(new PageIndex((ulong)page)).Folio;
        Errno error = folio.Split(new Order((int)order));
        folio.Unlock();
        folio.Put();
        return error;
    }

    private StepResult Hold(int task, long page)
    {
        using Machine.TaskScope scope = As(task);
        FolioResult found = _file.Pages.GetFolio(new PageIndex((ulong)page));
        if (found.IsOk)
        {
            _held.Add((found.Folio, task));
        }

        return found.Error;
    }

    private StepResult LetGo((Folio Folio, int Task) held)
    {
        using Machine.TaskScope scope = As(held.Task);
        _held.Remove(held);
        held.Folio.Put();
        return StepResult.Ok;
    }

    private StepResult DrainBatches()
    {
        Machine.Batches.DrainAll();
        return StepResult.Ok;
    }

    private bool IsBehindTheEnd(ulong page) => page >= (ulong)(_file.Size >> PageSize.Shift);

    private bool IsBehindTheEnd(MappedView view, int page) => IsBehindTheEnd(view.IndexOf(page).Value);
}
