using System.Collections.Immutable;
using FolioModel.Groups;

namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>The operations of processes on their memory.</summary>
internal sealed partial class AnonSubject
{
    private void DefineMemory()
    {
        Define("start", 3, Task, Start);
        Define("write", 9, Process, Page, Size("pages", 48), (process, page, pages) => Use(process, (int)page, pages, write: true));
        Define("read", 4, Process, Page, Size("pages", 48), (process, page, pages) => Use(process, (int)page, pages, write: false));
        Define("fork", 2, Process, Fork);
        Define("exit", 1, Process, Exit, givesBack: true);
        Define("unmap", 1, Process, Page, Size("pages", 16), Unmap);
        Define("map again", 1, Process, MapAgain);
        Define("pin", 2, Process, Page, (process, page) => Hold(process, (int)page, HeldAnon.Ways.Pinned));
        Define("get", 1, Process, Page, (process, page) => Hold(process, (int)page, HeldAnon.Ways.Got));
        Define("lock", 1, Process, Page, (process, page) => Hold(process, (int)page, HeldAnon.Ways.Locked));
        Define("let go of a page", 3, Held(_held), LetGo, givesBack: true);
    }

    private StepResult Start(int task)
    {
        if (_processes.Count >= MostProcesses)
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        ProcessMemory memory = Machine.CreateProcess($"process {++_created}");
        MappedArea anon = memory.MapAnonymous(ProcessPages.AnonPages);
        MappedArea file = memory.Map(_file, PageIndex.Zero, ProcessPages.FilePages, MapOptions.Writable);
        _processes.Add(new ProcessPages(memory, task, anon.First, file.First));
        Machine.OutOfMemory.Register(memory);
        return StepResult.Ok;
    }

    private StepResult Use(ProcessPages process, int first, long pages, bool write)
    {
        using Machine.TaskScope scope = As(process.Task);
        for (int page = first; page < Math.Min(first + pages, ProcessPages.Pages); page++)
        {
            if (MeetsALock(process, page))
            {
                continue;
            }

            PageEntryKind before = process.Memory.EntryAt(process.At(page));
            NoteOutOfMemory();
            TouchResult result = process.Memory.Touch(process.At(page), write);
            if (CheckTouch(process, page, result) is { } error)
            {
                BuryVictims();
                return error;
            }

            Hit($"{(write ? "write" : "read")} a page that was {before}");
            if (write && process.IsThere[page])
            {
                NoteWrite(process, page);
                CheckCharge(process, page, before);
            }

            process.IsYoung[page] = process.IsThere[page];
        }

        BuryVictims();
        return StepResult.Ok;
    }

    /// <summary>A page that was written for the first time is charged to the group of the task that wrote it.</summary>
    private void CheckCharge(ProcessPages process, int page, PageEntryKind before)
    {
        Folio folio = process.Memory.FolioAt(process.At(page));
        MemoryGroup expected = _tasks[process.Task].Group ?? Machine.MemoryGroups[0];
        if (before is PageEntryKind.None or PageEntryKind.Zero && Machine.GroupOf(folio) != expected)
        {
            Break(ChargeInvariants.UsageIsTheSumOfTheCharges,
                $"page {page} of {process} was written in {expected}, and is charged to {Machine.GroupOf(folio)}");
        }
    }

    /// <summary>The signal or error that a use ended with, or null; a wrong one is noted.</summary>
    private StepResult? CheckTouch(ProcessPages process, int page, TouchResult result)
    {
        bool isEnded = IsEnded(process);
        switch (result)
        {
            case TouchResult.Done when process.IsThere[page] && !isEnded:
                return null;
            case TouchResult.SegmentationFault when !process.IsThere[page]:
                return StepResult.Ok;
            case TouchResult.BusError when IsLost(process, page):
                return Errno.EFAULT;
            case TouchResult.HardwarePoison when process.Contents[page] == ProcessPages.Lost:
                return Errno.EHWPOISON;
            case TouchResult.OutOfMemory:
                return Fails(process);
            default:
                Break(AnonymousInvariants.ContentsSurvive,
                    $"using page {page} of {process} ends with {result}; the page {(process.IsThere[page] ? "is" : "is not")} there, and "
                        + $"the process {(isEnded ? "was ended" : "lives")}");
                return Errno.EFAULT;
        }
    }

    private StepResult Fork(ProcessPages process)
    {
        if (_processes.Count >= MostProcesses)
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(process.Task);
        NoteOutOfMemory();
        ProcessMemory? child = process.Memory.TryFork($"process {++_created}");
        BuryVictims();
        if (child is null)
        {
            return IsEnded(process) ? Errno.EFAULT : Fails($"a fork of {process}");
        }

        ProcessPages copy = process.Copy(child);
        _processes.Add(copy);
        Machine.OutOfMemory.Register(child);
        for (int page = 0; page < ProcessPages.Pages; page++)
        {
            // What a device may write is copied at once.
            Folio folio = child.FolioAt(copy.At(page));
            if (!folio.IsNone && folio.Has(FolioFlags.Anon) && _contents.Of(folio) is null)
            {
                Hit("fork copied a pinned page");
                _contents.Set(folio, copy.Contents[page]);
                copy.IsYoung[page] = true;
            }
        }

        return StepResult.Ok;
    }

    private StepResult Exit(ProcessPages process)
    {
        using Machine.TaskScope scope = As(process.Task);
        process.Memory.Exit();
        Bury(process);
        return StepResult.Ok;
    }

    private StepResult Unmap(ProcessPages process, long first, long pages)
    {
        int end = EndOf(first, pages);
        using Machine.TaskScope scope = As(process.Task);
        process.Memory.Unmap(process.At((int)first), end - (int)first);
        GaveBack(process, (int)first, end);
        for (int page = (int)first; page < end; page++)
        {
            process.IsThere[page] = false;
        }

        return StepResult.Ok;
    }

    /// <summary>Maps anonymous memory where pages of the anonymous area were unmapped.</summary>
    private StepResult MapAgain(ProcessPages process)
    {
        using Machine.TaskScope scope = As(process.Task);
        int first = Array.IndexOf(process.IsThere, false, 0, ProcessPages.AnonPages);
        if (first < 0)
        {
            return StepResult.Skipped;
        }

        int end = first;
        for (; end < ProcessPages.AnonPages && !process.IsThere[end]; end++)
        {
            process.IsThere[end] = true;
        }

        process.Memory.MapAnonymous(end - first, at: process.At(first));
        return StepResult.Ok;
    }

    private StepResult Hold(ProcessPages process, int page, HeldAnon.Ways way)
    {
        if (MeetsALock(process, page) || !process.IsThere[page])
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(process.Task);
        VirtualPage at = process.At(page);
        bool pin = way == HeldAnon.Ways.Pinned;
        NoteOutOfMemory();
        IReadOnlyList<Folio> got = pin ? process.Memory.Pin(at, 1, write: true) : process.Memory.Get(at, 1, write: false);
        BuryVictims();
        if (got.Count == 0)
        {
            return IsLost(process, page) ? Errno.EFAULT : Fails(process);
        }

        if (got[0].IsNone)
        {
            // The page of zeros is nobody's.
            return StepResult.Ok;
        }

        if (way == HeldAnon.Ways.Locked && !got[0].TryLock())
        {
            got[0].PutFromAccess();
            return Errno.EAGAIN;
        }

        NoteCopies(process, page, 1);
        _held.Add(new HeldAnon(process, page, got[0], process.Task, way));
        return StepResult.Ok;
    }

    private StepResult LetGo(HeldAnon held)
    {
        using Machine.TaskScope scope = As(held.Task);
        _held.Remove(held);
        if (held.Way == HeldAnon.Ways.Pinned)
        {
            held.Folio.Unpin();
            return StepResult.Ok;
        }

        if (held.Way == HeldAnon.Ways.Locked)
        {
            held.Folio.Unlock();
        }

        held.Folio.PutFromAccess();
        return StepResult.Ok;
    }

    /// <summary>Whether a fault on a page would wait for a lock that the program holds.</summary>
    private bool MeetsALock(ProcessPages process, int page)
    {
        bool isFileLocked = ProcessPages.IsOfFile(page) && IsFileLocked(page - ProcessPages.AnonPages);
        return isFileLocked || (process.Memory.SwapAt(process.At(page)) is { } slot
            && Machine.Swap.AreaOf(slot)?.Cache.Peek(slot) is { IsFolio: true } cached && cached.Folio.IsLocked);
    }

    /// <summary>The page behind a range that begins in one of the two areas and does not leave it.</summary>
    private static int EndOf(long first, long pages) =>
        (int)Math.Min(first + pages, ProcessPages.IsOfFile((int)first) ? ProcessPages.Pages : ProcessPages.AnonPages);

    /// <summary>The process gave pages back, so that nothing is expected of them any more.</summary>
    private void GaveBack(ProcessPages process, int first, int end)
    {
        for (int page = first; page < end; page++)
        {
            process.Forget(page);
        }

        foreach (HeldAnon held in _held.Things.ToImmutableArray())
        {
            held.IsShown &= held.Process != process || held.Page < first || held.Page >= end;
        }
    }
}
