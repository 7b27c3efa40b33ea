namespace FolioModel.Cli.Content.Core.Mapped;

internal sealed partial class MappedFileSubject
{
    private void DefineAdvice()
    {
        Define("discard", 2, Held(_views), Within, Some, Discard);
        Define("populate", 2, Held(_views), Within, Some, OneOf("write", false, true), Populate);
        Define("mlock", 1, Held(_views), Within, Some, Lock);
        Define("munlock", 1, Held(_views), Within, Some, Unlock);
        Define("cool", 1, Held(_views), Within, Some, (view, within, pages) => Advise(view, within, pages, view.Memory.Cool));
        Define("page out", 2, Held(_views), Within, Some, (view, within, pages) => Advise(view, within, pages, view.Memory.PageOut));
        Define("take out of use", 1, Held(_views), Within, TakeOutOfUse);
    }

    private StepResult Discard(MappedView view, long within, long pages)
    {
        (int first, int end) = Range(view, within, pages);
        Errno error = view.Memory.Discard(view.At(first), end - first);

        // Parts before an area that is locked in memory are gone all the same.
        for (int page = first; page < end; page++)
        {
            bool isGone = error == Errno.None || view.Memory.EntryAt(view.At(page)) == PageEntryKind.None;
            view.Own[page] = isGone ? 0 : view.Own[page];
        }

        return error;
    }

    private StepResult Populate(MappedView view, long within, long pages, bool write)
    {
        (int first, int end) = Range(view, within, pages);
        Errno error = view.Memory.Populate(view.At(first), end - first, write);
        NoteCopies(view, first, end);
        NoteDirty(view, first, end);
        return error;
    }

    private StepResult Lock(MappedView view, long within, long pages)
    {
        (int first, int end) = Range(view, within, pages);
        Errno error = view.Memory.Lock(view.At(first), end - first);
        NoteCopies(view, first, end);
        return error;
    }

    private StepResult Unlock(MappedView view, long within, long pages)
    {
        (int first, int end) = Range(view, within, pages);
        view.Memory.Unlock(view.At(first), end - first);
        return StepResult.Ok;
    }

    private StepResult Advise(MappedView view, long within, long pages, Func<VirtualPage, long, Errno> advise)
    {
        (int first, int end) = Range(view, within, pages);
        return IsBusy ? StepResult.Skipped : advise(view.At(first), end - first);
    }

    /// <summary>Moves what a page shows to another frame, as soft offlining does, and gives the frame back at once.</summary>
    private StepResult TakeOutOfUse(MappedView view, long within)
    {
        (int page, _) = Range(view, within, 1);
        if (IsBusy || view.Memory.FolioAt(view.At(page)) is not { IsNone: false } folio)
        {
            return StepResult.Skipped;
        }

        Pfn[] before = [.. Enumerable.Range(folio.Pfn.Value, folio.Pages).Select(static frame => new Pfn(frame))];
        Errno error = view.Memory.SoftOffline(view.At(page), 1);
        foreach (MappedView other in _views.Things)
        {
            NoteCopies(other, 0, other.Pages);
        }

        foreach (Pfn frame in before.Where(Machine.IsPoisoned))
        {
            Machine.Unpoison(frame);
        }

        return error;
    }
}
