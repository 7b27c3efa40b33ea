using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Shmem;

internal partial class ShmemSubject
{
    private const int Areas = 4;

    private static readonly string[] s_touches = [.. Enum.GetValues<TouchResult>().Select(static r => $"touch: {r}")];

    private static Parameter<long> Area => Number("area", Areas);

    private static Parameter<bool> Writing => OneOf("write", false, true);

    /// <summary>A page within an area, counted from the area's start and brought back into it.</summary>
    private Parameter<long> Within => Number("its page", _options.FilePages);

    private static Parameter<long> Few => Number("pages", 8, from: 1);

    private void DefineMappings()
    {
        Define("map", 3, Page, Some, OneOf("", MapOptions.Shared | MapOptions.Writable, MapOptions.Writable), Map);
        if (_options.HugePages != HugePagePolicy.Never)
        {
            Define("map huge", 3, Number("half", _options.FilePages / Order.Pmd.Pages), MapHuge);
        }

        Define("unmap", 1, Area, Within, Some, (area, page, pages) => Use(area, page, (p, left) => Unmap(p, Math.Min(pages, left))));
        Define("touch", 5, Area, Within, Writing, (area, page, write) => Use(area, page, (p, _) => Noted(_process.Touch(p, write))));
        Define("pin", 2, Area, Within, Writing, (area, page, write) => Use(area, page, (p, left) => Pin(p, (int)Math.Min(3, left), write)));
        Define("page out", 2, Area, Within, Some,
            (area, page, pages) => Use(area, page, (p, left) => _process.PageOut(p, Math.Min(pages, left))));
        Define("discard", 1, Area, Within, Some,
            (area, page, pages) => Use(area, page, (p, left) => _process.Discard(p, Math.Min(pages, left))));
        Define("populate", 1, Area, Within, Few, Writing,
            (area, page, pages, write) => Use(area, page, (p, left) => _process.Populate(p, Math.Min(pages, left), write)));
        Define("mlock", 1, Area, Within, Few, (area, page, pages) => Use(area, page, (p, left) => _process.Lock(p, Math.Min(pages, left))));
        Define("munlock", 1, Area, Within, (area, page) => Use(area, page, Unlock));
        Define("fork", 1, Fork);
        Define("touch as child", 2, Area, Within, Writing, TouchAsChild);
        Define("child exits", 1, ChildExits, givesBack: true);
    }

    private StepResult Map(long page, long pages, MapOptions options)
    {
        if (_process.Areas.Count >= Areas)
        {
            return StepResult.Skipped;
        }

        _process.Map(_file.Mapping, At(page), pages, options);
        return StepResult.Ok;
    }

    /// <summary>
    /// Maps a huge page by one entry, if it is there whole or can be made: an aligned area is touched before anything else in it.
    /// </summary>
    private StepResult MapHuge(long half)
    {
        long page = half * Order.Pmd.Pages;
        if (_process.Areas.Count >= Areas)
        {
            return StepResult.Skipped;
        }

        GetFolio(page, ShmemGetMode.Cache);
        MappedArea area = _process.Map(_file.Mapping, At(page), Order.Pmd.Pages, MapOptions.Shared | MapOptions.Writable);
        TouchResult result = _process.Touch(area.First, write: true);
        if (_process.FolioAt(area.First) is { IsNone: false, EntireMapCount: > 0 })
        {
            Hit("mapped by a huge entry");
        }

        return Noted(result);
    }

    /// <summary>Does something to a page of an area; it is told how many pages there are from there to the area's end.</summary>
    private StepResult Use(long number, long within, Func<VirtualPage, long, StepResult> use)
    {
        if (number >= _process.Areas.Count)
        {
            return StepResult.Skipped;
        }

        MappedArea area = _process.Areas[(int)number];
        long at = within % area.Pages;
        return use(area.First + at, area.Pages - at);
    }

    private StepResult Unmap(VirtualPage page, long pages)
    {
        _process.Unmap(page, pages);
        return StepResult.Ok;
    }

    private StepResult Unlock(VirtualPage page, long pages)
    {
        _process.Unlock(page, pages);
        return StepResult.Ok;
    }

    private StepResult Pin(VirtualPage page, int pages, bool write)
    {
        if (_process.FolioAt(page) is { IsNone: false, EntireMapCount: > 0 })
        {
            Hit("pin under a huge entry");
        }

        IReadOnlyList<Folio> pinned = _process.Pin(page, pages, write);
        foreach (Folio folio in pinned)
        {
            _pinned.Add(folio);
        }

        return pinned.Count > 0 ? StepResult.Ok : Errno.EFAULT;
    }

    private StepResult Fork()
    {
        if (_child is not null)
        {
            return StepResult.Skipped;
        }

        _child = _process.Fork("child");
        return StepResult.Ok;
    }

    private StepResult TouchAsChild(long number, long within, bool write)
    {
        if (_child is null || number >= _child.Areas.Count)
        {
            return StepResult.Skipped;
        }

        MappedArea area = _child.Areas[(int)number];
        return Noted(_child.Touch(area.First + (within % area.Pages), write));
    }

    private StepResult ChildExits()
    {
        if (_child is null)
        {
            return StepResult.Skipped;
        }

        _child.Exit();
        _child = null;
        return StepResult.Ok;
    }

    private StepResult Noted(TouchResult result)
    {
        Hit(s_touches[(int)result]);
        return result == TouchResult.Done ? StepResult.Ok : Errno.EFAULT;
    }
}
