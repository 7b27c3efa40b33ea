using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>The specification of contents: what each page of each process must show.</summary>
internal sealed partial class AnonSubject
{
    private Finding? CheckContents()
    {
        foreach (ProcessPages process in _processes.Things)
        {
            for (int page = 0; page < ProcessPages.Pages; page++)
            {
                if (Check(process, page) is { } wrong)
                {
                    return Finding.Of(
                        AnonymousInvariants.ContentsSurvive,
                        $"page {page} of {process}, to which {process.Contents[page]} was written last, {wrong}");
                }
            }
        }

        foreach (HeldAnon held in _held.Things)
        {
            if (held.IsShown && held.Process.Memory.FolioAt(held.Process.At(held.Page)) != held.Folio)
            {
                return Finding.Of(AnonymousInvariants.PinnedPagesStayMapped,
                    $"page {held.Page} of {held.Process} shows another folio than the one that is pinned for it");
            }
        }

        return null;
    }

    /// <summary>The fault of a page, or null.</summary>
    private string? Check(ProcessPages process, int page)
    {
        VirtualPage at = process.At(page);
        long expected = process.Contents[page];
        switch (process.Memory.EntryAt(at))
        {
            case PageEntryKind.Mapped:
                return CheckMapped(process, page, process.Memory.FolioAt(at));
            case PageEntryKind.Swapped:
                return CheckSwapped(process.Memory.SwapAt(at)!.Value, expected);
            case PageEntryKind.Poisoned when expected == ProcessPages.Lost:
                return null;
            case PageEntryKind.None or PageEntryKind.Zero when process.MayGo[page]:
                process.Forget(page);
                return null;
            case PageEntryKind.None or PageEntryKind.Zero:
                return expected == 0 ? null : "is lost";
            default:
                return $"has an entry of the kind {process.Memory.EntryAt(at)}";
        }
    }

    private string? CheckMapped(ProcessPages process, int page, Folio folio)
    {
        long expected = process.Contents[page];
        if (!folio.Has(FolioFlags.Anon))
        {
            bool isRight = ProcessPages.IsOfFile(page) && folio.Mapping == _file
                && folio.Index.Value == (ulong)(page - ProcessPages.AnonPages);
            return isRight && expected == 0 ? null : $"shows {folio} of the file";
        }

        // After a process's own advice its page may be clean: the advice cancels what the dirty flag says.
        const FolioFlags Kept = FolioFlags.SwapCache | FolioFlags.Dirty;
        if (_contents.HadCopy(folio) && (folio.Flags & Kept) == 0 && !process.MayGo[page])
        {
            Break(SwapInvariants.WithoutItsSlotAFolioIsDirty, $"{folio} of page {page} of {process} lost its copy in swap, and is clean");
        }

        return _contents.Of(folio) is { } shown ? shown == expected ? null : $"shows {shown}" : $"shows {folio}, to which nobody wrote";
    }

    private string? CheckSwapped(SwapEntry slot, long expected)
    {
        if (Machine.Swap.AreaOf(slot) is not { } area)
        {
            return $"is in {slot}, of an area that is gone";
        }

        CacheEntry cached = area.Cache.Peek(slot);
        if (cached.IsFolio && cached.Folio.Has(FolioFlags.Uptodate) && _contents.Of(cached.Folio) != expected)
        {
            return $"is in the swap cache as {_contents.Of(cached.Folio)}";
        }

        // What is still being written may be there or not.
        bool isCopyGood = !cached.IsFolio || (cached.Folio.Flags & (FolioFlags.Dirty | FolioFlags.Writeback)) == 0;
        return isCopyGood && _contents.Of(slot) != expected ? $"is in {slot}, which holds {_contents.Of(slot)}" : null;
    }

    private bool IsEnded(ProcessPages process) => !Machine.Processes.Contains(process.Memory);

    /// <summary>Whether a process cannot have a page, with however much memory: it was ended, or the contents are gone.</summary>
    private bool IsLost(ProcessPages process, int page) =>
        IsEnded(process) || _contents.ReadsFail || IsUnreadable(process, page) || process.Contents[page] == ProcessPages.Lost;

    /// <summary>Whether a page is in the swap cache without its contents, because the device failed.</summary>
    private bool IsUnreadable(ProcessPages process, int page) => process.Memory.SwapAt(process.At(page)) is { } slot
        && Machine.Swap.AreaOf(slot)?.Cache.Peek(slot) is { IsFolio: true } cached && !cached.Folio.Has(FolioFlags.Uptodate);

    /// <summary>The process wrote to a page.</summary>
    private void NoteWrite(ProcessPages process, int page)
    {
        process.Contents[page] = ++_written;
        process.MayGo[page] = false;
        process.IsYoung[page] = true;
        Folio folio = process.Memory.FolioAt(process.At(page));
        if (!folio.IsNone)
        {
            _contents.Set(folio, _written);
        }
    }

    /// <summary>A copy that fork made may be in swap before fork returns: its slot holds what the page held.</summary>
    private void NoteSwappedCopy(ProcessPages process, int page)
    {
        if (process.Memory.SwapAt(process.At(page)) is not { } slot)
        {
            return;
        }

        if (_contents.Of(slot) is null)
        {
            _contents.Set(slot, process.Contents[page]);
        }

        if (Machine.Swap.AreaOf(slot)?.Cache.Peek(slot) is { IsFolio: true } cached && _contents.Of(cached.Folio) is null)
        {
            _contents.Set(cached.Folio, process.Contents[page]);
        }
    }

    /// <summary>Pages may have been copied for a write that has not happened yet: fresh folios hold what the page held.</summary>
    private void NoteCopies(ProcessPages process, int first, long pages)
    {
        for (int page = first; page < first + pages; page++)
        {
            Folio folio = process.Memory.FolioAt(process.At(page));
            if (!folio.IsNone && folio.Has(FolioFlags.Anon) && _contents.Of(folio) is null)
            {
                _contents.Set(folio, process.Contents[page]);
            }
        }
    }
}
