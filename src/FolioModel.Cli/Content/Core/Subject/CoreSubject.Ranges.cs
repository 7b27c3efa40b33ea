using FolioModel.Cli.Content.Specification;

namespace FolioModel.Cli.Content.Core;

internal partial class CoreSubject
{
    private static readonly ByteRange[] s_cuts = [new(0, 0), new(1, 0), new(0, 1), new(2048, 100)];

    private void DefineRanges()
    {
        Define("truncate", 4, Task, File, Page, Number("pages", 24, from: 1),
            (task, file, page, pages) => Truncate(task, file, page, pages, s_cuts[0]));
        Define("truncate part", 2, Task, File, Page, OneOf("cut", s_cuts), (task, file, page, cut) => Truncate(task, file, page, 6, cut));
        Define("truncate to the end", 1, Task, File, Page, TruncateToEnd);
        Define("invalidate", 2, Task, File, Page, Number("pages", 32, from: 1), Invalidate);
        Define("invalidate all", 1, Task, File, Page, Number("pages", 16, from: 1), InvalidateAll);
        Define("get folios", 2, Task, File, Page, OneOf("release", false, true), GetFolios);
        Define("tag for writeback", 1, File, Page, Number("pages", 16, from: 1), TagForWriteback);
    }

    private StepResult Truncate(int task, AddressSpace file, long page, long pages, ByteRange cut)
    {
        PageIndex start = Place(page);
        PageIndex end = Place(Math.Min(page + pages, FilePages - 1));
        long first = ((long)start.Value << PageSize.Shift) + cut.FromStart;
        long last = ((long)end.Value << PageSize.Shift) - 1 - cut.FromEnd;
        if (last < first || IsBusy(file, start, end))
        {
            return StepResult.Skipped;
        }

        NotePartial(file, start, end);
        using Machine.TaskScope scope = As(task);
        file.Truncate(new ByteOffset(first), new ByteOffset(last));
        _spec?.Expect(_spec.State.Truncate(task, CpuOf(task), IdOf(file), first, last));
        return StepResult.Ok;
    }

    private StepResult TruncateToEnd(int task, AddressSpace file, long page)
    {
        PageIndex start = Place(page);
        if (IsBusy(file, start, PageIndex.Max))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        long first = (long)start.Value << PageSize.Shift;
        file.Truncate(new ByteOffset(first), ByteOffset.ToEnd);
        _spec?.Expect(_spec.State.Truncate(task, CpuOf(task), IdOf(file), first, -1));
        return StepResult.Ok;
    }

    private void NotePartial(AddressSpace file, PageIndex start, PageIndex end)
    {
        CacheEntry entry = file.Pages.Peek(start);
        if (entry.IsFolio && entry.Folio.Index < start)
        {
            Hit(entry.Folio.Has(FolioFlags.Dirty) ? "partial truncation of a dirty folio" : "partial truncation of a clean folio");
        }

        entry = file.Pages.Peek(end);
        if (entry.IsFolio && entry.Folio.Index < end)
        {
            Hit("truncation cuts a folio at its end");
        }
    }

    private StepResult Invalidate(int task, AddressSpace file, long page, long pages)
    {
        PageIndex start = Place(page);
        PageIndex end = Place(Math.Min(page + pages, FilePages) - 1);
        if (IsBusy(file, start, end))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        long dropped = file.Invalidate(start, end);
        _spec?.Expect(_spec.State.Invalidate(task, CpuOf(task), IdOf(file), start.Value, end.Value), dropped);
        Hit(dropped > 0 ? "invalidation dropped something" : "invalidation dropped nothing");
        return StepResult.Ok;
    }

    private StepResult InvalidateAll(int task, AddressSpace file, long page, long pages)
    {
        PageIndex start = Place(page);
        PageIndex end = Place(Math.Min(page + pages, FilePages) - 1);
        if (IsBusy(file, start, end))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        Errno error = file.InvalidateAll(start, end);
        _spec?.Expect(_spec.State.InvalidateAll(task, CpuOf(task), IdOf(file), start.Value, end.Value), (long)error);
        return error;
    }

    private StepResult GetFolios(int task, AddressSpace file, long page, bool release)
    {
        using Machine.TaskScope scope = As(task);
        FolioBatch batch = new(Machine);
        file.Pages.GetFolios(batch, Place(page), PageIndex.Max);
        bool any = batch.Count > 0;
        if (release)
        {
            batch.Release();
            _spec?.Expect(any ? _spec.State.Drain(CpuOf(task)) : _spec.State);
        }
        else
        {
            batch.Put();
        }

        return any ? StepResult.Ok : Errno.ENOENT;
    }

    private StepResult TagForWriteback(AddressSpace file, long page, long pages)
    {
        PageIndex start = Place(page);
        PageIndex end = Place(Math.Min(page + pages, FilePages) - 1);
        file.Pages.TagForWriteback(start, end);
        _spec?.Expect(_spec.State.TagForWriteback(IdOf(file), start.Value, end.Value));
        return StepResult.Ok;
    }

    /// <summary>Bytes by which a range of pages is cut shorter.</summary>
    private readonly record struct ByteRange(long FromStart, long FromEnd)
    {
        public override string ToString() => $"{FromStart}+{FromEnd} bytes shorter";
    }
}
