namespace FolioModel.Cli.Content.Files;

internal sealed partial class FileSubject
{
    private void DefineDisturbances()
    {
        Define("reclaim", 2, Page, Reclaim);
        Define("migrate", 1, Page, Migrate);
        Define("invalidate", 1, Page, Some, Invalidate);
        Define("drain", 1, Drain);
        Define("hold", 1, Page, Hold);
        Define("put", 1, Held(_held), Put, givesBack: true);
        Define("unmap", 1, Page, Unmap);
    }

    private StepResult Reclaim(long page)
    {
        if (!TryPeek(page, out Folio folio) || !folio.Isolate())
        {
            return StepResult.Skipped;
        }

        if (folio.Has(FolioFlags.Dirty))
        {
            Hit("reclaim of a dirty folio");
        }

        folio.Reclaim();
        return StepResult.Ok;
    }

    private StepResult Migrate(long page)
    {
        if (!TryPeek(page, out Folio folio) || !folio.Isolate())
        {
            return StepResult.Skipped;
        }

        if (folio.Has(FolioFlags.Dirty))
        {
            Hit("migration of a dirty folio");
        }

        FolioResult result = folio.Migrate();
        if (!result.IsOk)
        {
            folio.PutBack();
        }

        return result.Error;
    }

    private StepResult Invalidate(long page, long pages)
    {
        _file.Mapping.Invalidate(new PageIndex((ulong)page), new PageIndex((ulong)(page + pages - 1)));
        return StepResult.Ok;
    }

    private StepResult Drain()
    {
        Machine.Batches.DrainAll();
        return StepResult.Ok;
    }

    private StepResult Hold(long page)
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

    private StepResult Unmap(long page)
    {
        Machine.Batches.DrainAll();
        return _process.Discard(_area.First + page, 1);
    }
}
