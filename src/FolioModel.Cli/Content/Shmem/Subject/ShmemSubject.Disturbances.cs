namespace FolioModel.Cli.Content.Shmem;

internal partial class ShmemSubject
{
    private void DefineDisturbances()
    {
        Define("split", 1, Page, Split);
        Define("migrate", 2, Page, Migrate);
        Define("memory failure", 1, Page, FailFrame);
        Define("hwpoison", 1, Area, Within, (area, page) => Use(area, page, (p, _) => FailMemory(p)));
        Define("soft offline", 1, Area, Within, (area, page) => Use(area, page, (p, _) => SoftOffline(p)));
        Define("unpoison", 2, Unpoison, givesBack: true);
    }

    private StepResult Split(long page)
    {
        if (!TryPeek(page, out Folio folio) || folio.Order == Order.Zero)
        {
            return StepResult.Skipped;
        }

        folio.Get();
        folio.Lock();
        int mapped = folio.MapCount;
        Errno error = folio.Split(Order.Zero);
        if (error != Errno.None && folio.MapCount != mapped)
        {
            _broken = new Finding("refused", $"a split that ends with {error} has unmapped {folio.Describe()}");
        }

        folio.Unlock();
        folio.Put();
        return error;
    }

    private StepResult Migrate(long page)
    {
        if (!TryPeek(page, out Folio folio) || !folio.Isolate())
        {
            return StepResult.Skipped;
        }

        if (folio.MapCount > 0)
        {
            Hit("migration of a mapped folio");
        }

        FolioResult result = folio.Migrate();
        if (!result.IsOk)
        {
            folio.PutBack();
        }

        return result.Error;
    }

    private StepResult FailFrame(long page)
    {
        if (!TryPeek(page, out Folio folio) || !MayFail)
        {
            return StepResult.Skipped;
        }

        Errno error = Machine.MemoryFailure(folio.PfnOf(At(page)));
        NoteFailures();
        return error;
    }

    private StepResult FailMemory(VirtualPage page)
    {
        if (!MayFail)
        {
            return StepResult.Skipped;
        }

        // A large folio is split first, which unmaps it: its process learns of the loss at the next access.
        _process.Touch(page, write: false);
        Folio folio = _process.FolioAt(page);
        bool losesContents = folio is { IsNone: false, Pages: 1 } && folio.Has(FolioFlags.Dirty);
        MemoryFailureResult result = _process.FailMemory(page, 1);
        NoteFailures();
        if (losesContents && folio.IsAlive && folio.MapCount > 0)
        {
            _broken = Finding.Of("lost", $"{folio.Describe()} failed and is still mapped", folio);
        }
        else if (losesContents && result.Error == Errno.None && !result.Killed)
        {
            _broken = new Finding("lost",
                $"page {page} of {_process} failed with contents that nobody else had, and the process was not told");
        }

        if (result.Killed)
        {
            Hit("a process lost what it had mapped");
        }

        return result.Error;
    }

    private StepResult SoftOffline(VirtualPage page)
    {
        if (!MayFail)
        {
            return StepResult.Skipped;
        }

        Errno error = _process.SoftOffline(page, 1);
        NoteFailures();
        return error;
    }

    private StepResult Unpoison()
    {
        int before = _failed.Count;
        _failed.RemoveWhere(frame => IsHeldByFailure(frame) && Machine.Unpoison(frame) == Errno.None);
        return _failed.Count < before ? StepResult.Ok : StepResult.Skipped;
    }

    /// <summary>A folio that could not be split is not memory failure's: to unpoison it would drop a reference of another holder.</summary>
    private bool IsHeldByFailure(Pfn frame) =>
        Machine.PeekFolio(frame) is { IsNone: false } folio && folio.Holders.Any(static h => h.Kind == HolderKind.MemoryFailure);

    /// <summary>A machine with many bad frames is another machine: a few at a time.</summary>
    private bool MayFail => _failed.Count < 8;

    /// <summary>Remembers the frames that memory failure keeps, so that they can be given back at the end.</summary>
    private void NoteFailures()
    {
        // What was in the frame is gone, or the whole large folio with it.
        Array.Clear(_kept);
        for (int pfn = 0; pfn < Machine.Options.Pages; pfn++)
        {
            if (Machine.IsPoisoned(new Pfn(pfn)) && !Machine.PeekFolio(new Pfn(pfn)).IsNone)
            {
                _failed.Add(new Pfn(pfn));
            }
        }
    }
}
