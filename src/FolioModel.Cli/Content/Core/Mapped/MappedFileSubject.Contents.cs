namespace FolioModel.Cli.Content.Core.Mapped;

/// <summary>The specification: which page of the file, or which copy, each process must see, and which writes must not be lost.</summary>
internal sealed partial class MappedFileSubject
{
    private readonly Dictionary<Folio, long> _copies = [];
    private readonly HashSet<ulong> _written = [];
    private long _writes;

    private Finding? CheckViews()
    {
        foreach (MappedView view in _views.Things)
        {
            for (int page = 0; page < view.Pages; page++)
            {
                if (Wrong(view, page) is { } wrong)
                {
                    return new Finding("mapped", $"page {page} of the {view} {wrong}");
                }
            }
        }

        return null;
    }

    /// <summary>The fault of a page, or null.</summary>
    private string? Wrong(MappedView view, int page)
    {
        PageEntryKind kind = view.Memory.EntryAt(view.At(page));
        if (kind == PageEntryKind.None)
        {
            return view.Own[page] == 0 ? null : "lost what the process wrote to it";
        }

        if (kind != PageEntryKind.Mapped || !view.IsThere[page])
        {
            return $"has an entry of the kind {kind}{(view.IsThere[page] ? "" : " although it was unmapped")}";
        }

        Folio folio = view.Memory.FolioAt(view.At(page));
        if (folio.Has(FolioFlags.Anon))
        {
            long? shown = _copies.TryGetValue(folio, out long known) ? known : null;
            return view.IsShared ? $"is shared and shows the copy {folio}"
                : shown == view.Own[page] && shown != 0 ? null : $"shows the copy {shown} in {folio}, expected {view.Own[page]}";
        }

        bool isCached = _file.Pages.Peek(view.IndexOf(page)) is { IsFolio: true } entry && entry.Folio == folio;
        return view.Own[page] != 0 ? $"shows the file instead of what the process wrote to it"
            : isCached ? null : $"shows {folio}, which the file does not have there";
    }

    /// <summary>Pages of the file that were written, and not written back, are dirty: in the cache, or by a page table's entry.</summary>
    private Finding? CheckWritten()
    {
        foreach (ulong page in _written)
        {
            if (_file.Pages.Peek(new PageIndex(page)) is not { IsFolio: true } entry
                || !(entry.Folio.Has(FolioFlags.Dirty) || entry.Folio.IsMapped))
            {
                return new Finding("mapped", $"page {page} of the file was written and is not dirty any more: what was written is lost");
            }
        }

        return null;
    }

    private void NoteWrite(MappedView view, int page)
    {
        if (view.IsShared)
        {
            _written.Add(view.IndexOf(page).Value);
            return;
        }

        view.Own[page] = ++_writes;
        _copies[view.Memory.FolioAt(view.At(page))] = _writes;
    }

    /// <summary>Pages may have been copied for a write that has not come yet: fresh copies hold what the page held.</summary>
    private void NoteCopies(MappedView view, int first, int end)
    {
        for (int page = first; page < end; page++)
        {
            Folio folio = view.Memory.FolioAt(view.At(page));
            if (!folio.IsNone && folio.Has(FolioFlags.Anon) && !_copies.ContainsKey(folio))
            {
                view.Own[page] = view.Own[page] == 0 ? ++_writes : view.Own[page];
                _copies[folio] = view.Own[page];
            }
        }
    }

    /// <summary>Notes shared pages that were made as if they were written: they count as written.</summary>
    private void NoteDirty(MappedView view, int first, int end)
    {
        for (int page = first; page < end && view.IsShared; page++)
        {
            PageIndex index = view.IndexOf(page);
            if (_file.Pages.Peek(index) is { IsFolio: true } entry && entry.Folio.Has(FolioFlags.Dirty))
            {
                _written.Add(index.Value);
            }
        }
    }
}
