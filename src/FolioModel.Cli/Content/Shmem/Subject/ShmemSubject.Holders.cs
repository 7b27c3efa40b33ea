namespace FolioModel.Cli.Content.Shmem;

internal partial class ShmemSubject
{
    /// <summary>An area of no more slots stays on, so that it fills up.</summary>
    private const int SmallArea = 8;

    private void DefineSwap()
    {
        Define("swap out", 5, Page, SwapOut);
        Define("swap out many", 2, Page, Few, OneOf("rounds", 1, 2), SwapOutMany);
        if (_options.SwapPages > SmallArea)
        {
            Define("swapoff", 1, SwapOff);
        }
    }

    private void DefineHolders()
    {
        Define("get", 3, Page, Get);
        Define("put", 3, Held(_held), Put, givesBack: true);
        Define("unpin", 2, Held(_pinned), Unpin, givesBack: true);
    }

    private StepResult SwapOut(long page)
    {
        if (!TryPeek(page, out Folio folio) || !folio.Has(FolioFlags.Lru))
        {
            return StepResult.Skipped;
        }

        folio.Get();
        bool isolated = folio.Isolate();
        folio.Put();
        if (!isolated)
        {
            return Errno.EBUSY;
        }

        bool gone = folio.Reclaim() > 0;
        if (gone)
        {
            Hit("swapped out");
        }

        return gone ? StepResult.Ok : Errno.EAGAIN;
    }

    /// <summary>
    /// Reclaim that goes over a range, and comes round again to what it had to leave: when the swap area is full, above all.
    /// </summary>
    private StepResult SwapOutMany(long page, long pages, int rounds)
    {
        int kept = 0;
        for (int round = 0; round < rounds; round++)
        {
            kept = 0;
            for (long i = page; i < Math.Min(page + pages, _options.FilePages); i++)
            {
                kept += SwapOut(i) is { IsSkipped: false, Code: not 0 } ? 1 : 0;
            }

            Machine.Batches.DrainAll();
        }

        if (kept > 0 && rounds > 1)
        {
            Hit("wanted by reclaim twice and still there");
        }

        return kept == 0 ? StepResult.Ok : Errno.EAGAIN;
    }

    private StepResult SwapOff()
    {
        if (_swap is null)
        {
            return StepResult.Skipped;
        }

        Errno error = Machine.Swap.SwapOff(_swap);
        if (error == Errno.None)
        {
            _swap = Machine.Swap.SwapOn(_options.SwapPages);
        }

        return error;
    }

    private StepResult Get(long page)
    {
        if (!TryPeek(page, out Folio folio))
        {
            return StepResult.Skipped;
        }

        folio.Get();
        _held.Add(folio);
        return StepResult.Ok;
    }

    private StepResult Put(Folio folio)
    {
        _held.Remove(folio);
        folio.Put();
        return StepResult.Ok;
    }

    private StepResult Unpin(Folio folio)
    {
        _pinned.Remove(folio);
        folio.Unpin();
        return StepResult.Ok;
    }
}
