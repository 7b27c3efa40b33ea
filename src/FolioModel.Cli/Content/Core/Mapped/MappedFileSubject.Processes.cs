namespace FolioModel.Cli.Content.Core.Mapped;

internal sealed partial class MappedFileSubject
{
    private const int MostPages = 40;

    private static Parameter<long> Within => Number("its page", MostPages);

    private void DefineProcesses()
    {
        MapOptions[] ways =
            [MapOptions.Writable, MapOptions.Shared | MapOptions.Writable, MapOptions.Writable, MapOptions.None, MapOptions.Shared];
        Define("start", 2, Task, Start);
        Define("map", 4, Held(_processes), FilePage, Size("pages", MostPages), OneOf("", ways), Map);
        Define("touch", 10, Held(_views), Within, Size("pages", 16), OneOf("write", false, true), Touch);
        Define("fork", 3, Held(_processes), Fork);
        Define("exit", 1, Held(_processes), Exit, givesBack: true);
        Define("unmap", 2, Held(_views), Within, Some, Unmap);
        Define("protect", 2, Held(_views), Within, Some, OneOf("writable", false, true), Protect);
        Define("move", 1, Held(_views), Move);
        Define("pin", 2, Held(_views), Within, Pin);
        Define("unpin", 2, Held(_pinned), Unpin, givesBack: true);
    }

    private StepResult Start(int task)
    {
        if (_processes.Count >= MostProcesses)
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        _processes.Add(Machine.CreateProcess($"process {++_created}"));
        return StepResult.Ok;
    }

    private StepResult Map(ProcessMemory process, long page, long pages, MapOptions options)
    {
        if (_views.Count >= MostViews)
        {
            return StepResult.Skipped;
        }

        // At most a page of it lies behind the file's end.
        pages = Math.Min(pages, FilePages - page + 1);
        _views.Add(new MappedView(process, process.Map(_file, new PageIndex((ulong)page), pages, options)));
        return StepResult.Ok;
    }

    private StepResult Touch(MappedView view, long within, long pages, bool write)
    {
        (int first, int end) = Range(view, within, pages);
        for (int page = first; page < end; page++)
        {
            TouchResult result = view.Memory.Touch(view.At(page), write);
            TouchResult expected = !view.IsThere[page] || (write && !view.IsWritable[page]) ? TouchResult.SegmentationFault
                : IsBehindTheEnd(view, page) && view.Own[page] == 0 ? TouchResult.BusError
                : TouchResult.Done;
            if (result != expected)
            {
                Break($"a {(write ? "write" : "read")} of page {page} of {view} ends with {result}, expected {expected}");
            }

            if (result == TouchResult.Done && write)
            {
                NoteWrite(view, page);
            }

            Hit($"touch: {result}");
        }

        return StepResult.Ok;
    }

    private StepResult Fork(ProcessMemory process)
    {
        if (_processes.Count >= MostProcesses)
        {
            return StepResult.Skipped;
        }

        ProcessMemory child = process.Fork($"process {++_created}");
        _processes.Add(child);
        foreach (MappedView view in ViewsOf(process))
        {
            MappedView copy = view.Copy(child);
            _views.Add(copy);
            NoteCopies(copy, 0, copy.Pages);
        }

        return StepResult.Ok;
    }

    private StepResult Exit(ProcessMemory process)
    {
        process.Exit();
        _processes.Remove(process);
        foreach (MappedView view in ViewsOf(process))
        {
            _views.Remove(view);
        }

        return StepResult.Ok;
    }

    private StepResult Unmap(MappedView view, long within, long pages)
    {
        (int first, int end) = Range(view, within, pages);
        view.Memory.Unmap(view.At(first), end - first);
        Array.Clear(view.IsThere, first, end - first);
        Array.Clear(view.Own, first, end - first);
        if (Array.TrueForAll(view.IsThere, static there => !there))
        {
            _views.Remove(view);
        }

        return StepResult.Ok;
    }

    private StepResult Protect(MappedView view, long within, long pages, bool writable)
    {
        (int first, int end) = Range(view, within, pages);
        view.Memory.Protect(view.At(first), end - first, writable);
        Array.Fill(view.IsWritable, writable, first, end - first);
        return StepResult.Ok;
    }

    /// <summary>Moves a part that is mapped whole, with its copies.</summary>
    private StepResult Move(MappedView view)
    {
        if (view.Memory.AreaAt(view.First) is not { } area || area.Pages != view.Pages)
        {
            return StepResult.Skipped;
        }

        view.First = view.Memory.Move(view.First, view.Pages, view.Pages, move: true);
        return StepResult.Ok;
    }

    /// <summary>Pins a page as a device does that may write it: a private page is copied first.</summary>
    private StepResult Pin(MappedView view, long within)
    {
        (int page, _) = Range(view, within, 1);
        IReadOnlyList<Folio> pinned = view.Memory.Pin(view.At(page), 1, view.IsWritable[page]);
        foreach (Folio folio in pinned)
        {
            _pinned.Add(folio);
        }

        NoteCopies(view, page, page + 1);
        return pinned.Count > 0 ? StepResult.Ok : Errno.EFAULT;
    }

    private StepResult Unpin(Folio folio)
    {
        _pinned.Remove(folio);
        folio.Unpin();
        return StepResult.Ok;
    }

    /// <summary>The pages of a view that an operation means.</summary>
    private static (int First, int End) Range(MappedView view, long within, long pages)
    {
        int first = (int)(within % view.Pages);
        return (first, (int)Math.Min(first + pages, view.Pages));
    }
}
