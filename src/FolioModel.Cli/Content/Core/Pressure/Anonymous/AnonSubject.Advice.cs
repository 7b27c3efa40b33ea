namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>The advice that processes give about their memory.</summary>
internal sealed partial class AnonSubject
{
    private void DefineAdvice()
    {
        Define("discard", 1, Process, Page, Size("pages", 16), Discard);
        Define("free lazily", 2, Process, Page, Size("pages", 32), FreeLazily);
        Define("cool", 1, Process, Page, Size("pages", 32), Cool);
        Define("page out", 2, Process, Page, Size("pages", 32), PageOut);
        Define("sleep", 3, Process, Page, Size("pages", 32), Sleep);
        Define("mlock", 1, Process, Page, Size("pages", 16), Mlock);
        Define("munlock", 1, Process, Munlock);
    }

    private StepResult Discard(ProcessPages process, long first, long pages)
    {
        int end = EndOf(first, pages);
        using Machine.TaskScope scope = As(process.Task);
        Errno error = process.Memory.Discard(process.At((int)first), end - first);
        if (error == Errno.None)
        {
            GaveBack(process, (int)first, end);
        }

        // Parts before an area that is locked in memory are gone all the same.
        for (int page = (int)first; page < end && error != Errno.None; page++)
        {
            if (process.Memory.EntryAt(process.At(page)) == PageEntryKind.None)
            {
                GaveBack(process, page, page + 1);
            }
        }

        return error;
    }

    private StepResult FreeLazily(ProcessPages process, long first, long pages)
    {
        int end = EndOf(first, pages);
        using Machine.TaskScope scope = As(process.Task);
        NoteLossesOfOthers(process, (int)first, end);
        Errno error = process.Memory.FreeLazily(process.At((int)first), end - first);
        for (int page = (int)first; page < end && !ProcessPages.IsOfFile(page); page++)
        {
            bool isLocked = process.Memory.AreaAt(process.At(page)) is { Options: var options } && (options & MapOptions.Locked) != 0;
            process.MayGo[page] |= !isLocked && process.IsThere[page];
            process.IsYoung[page] = false;
        }

        return error;
    }

    /// <summary>
    /// The advice of one process takes contents from the others where nothing says that they are needed: a folio that came from swap past
    /// the swap cache is clean, has no copy, and the processes that fork made have clean entries for it. <c>madvise_free_pte_range</c> asks
    /// whether a folio is shared only where it is dirty or in the swap cache.
    /// </summary>
    private void NoteLossesOfOthers(ProcessPages process, int first, int end)
    {
        for (int page = first; page < end && !ProcessPages.IsOfFile(page); page++)
        {
            Folio folio = process.Memory.FolioAt(process.At(page));
            if (!IsShared(folio) || !_contents.IsCleanWithoutCopy(folio) || (folio.Flags & (FolioFlags.Dirty | FolioFlags.SwapCache)) != 0)
            {
                continue;
            }

            Hit("free lazily took what another process needs");
            foreach (ProcessPages other in _processes.Things)
            {
                other.MayGo[page] |= other.Memory.FolioAt(other.At(page)) == folio;
            }
        }
    }

    private StepResult Cool(ProcessPages process, long first, long pages)
    {
        int end = EndOf(first, pages);
        using Machine.TaskScope scope = As(process.Task);
        Errno error = process.Memory.Cool(process.At((int)first), end - first);
        Array.Clear(process.IsYoung, (int)first, end - (int)first);
        return error;
    }

    private StepResult PageOut(ProcessPages process, long first, long pages)
    {
        int end = EndOf(first, pages);
        using Machine.TaskScope scope = As(process.Task);
        int[] shared = [.. Enumerable.Range((int)first, end - (int)first).Where(p => IsShared(process.Memory.FolioAt(process.At(p))))];
        Errno error = process.Memory.PageOut(process.At((int)first), end - first);
        foreach (int page in shared)
        {
            if (process.Memory.EntryAt(process.At(page)) != PageEntryKind.Mapped)
            {
                Break(AnonymousInvariants.ContentsSurvive, $"page {page} of {process} was paged out although another process maps it");
            }
        }

        Array.Clear(process.IsYoung, (int)first, end - (int)first);
        for (int page = (int)first; page < end; page++)
        {
            Hit(process.Memory.EntryAt(process.At(page)) == PageEntryKind.Swapped ? "paged out" : "not paged out");
        }

        return error;
    }

    /// <summary>The process sleeps while its memory goes to swap, and reads it when it wakes.</summary>
    private StepResult Sleep(ProcessPages process, long first, long pages)
    {
        StepResult gone = PageOut(process, first, pages);
        return gone == StepResult.Ok ? Use(process, (int)first, EndOf(first, pages) - first, write: false) : gone;
    }

    private static bool IsShared(Folio folio) => !folio.IsNone && folio.MapCount > 1;

    private StepResult Mlock(ProcessPages process, long first, long pages)
    {
        int end = EndOf(first, pages);
        for (int page = (int)first; page < end; page++)
        {
            if (MeetsALock(process, page) || !process.IsThere[page])
            {
                return StepResult.Skipped;
            }
        }

        using Machine.TaskScope scope = As(process.Task);
        NoteOutOfMemory();
        Errno error = process.Memory.Lock(process.At((int)first), end - first);
        BuryVictims();
        if (error == Errno.ENOMEM && !Enumerable.Range((int)first, end - (int)first).Any(page => IsLost(process, page)))
        {
            Fails(process);
        }

        NoteCopies(process, (int)first, end - first);
        for (int page = (int)first; page < end && error == Errno.None; page++)
        {
            // The page was made writable as if it were about to be written.
            process.MayGo[page] = false;
            if (process.Memory.FolioAt(process.At(page)) is { IsNone: false } folio && folio.Has(FolioFlags.Anon))
            {
                _contents.Set(folio, process.Contents[page]);
            }
        }

        return error;
    }

    private StepResult Munlock(ProcessPages process)
    {
        using Machine.TaskScope scope = As(process.Task);
        process.Memory.Unlock(process.At(0), ProcessPages.AnonPages);
        process.Memory.Unlock(process.At(ProcessPages.AnonPages), ProcessPages.FilePages);
        return StepResult.Ok;
    }
}
