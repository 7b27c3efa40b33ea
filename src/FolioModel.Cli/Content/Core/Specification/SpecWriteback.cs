using static FolioModel.Cli.Content.Specification.SpecReferences;

namespace FolioModel.Cli.Content.Specification;

/// <summary>Dirty, writeback and their tags; private data. Only private data and a rotation at the end take references.</summary>
internal static class SpecWriteback
{
    /// <summary>Notes that the contents are newer than the storage.</summary>
    /// <param name="s">The state.</param>
    /// <param name="folio">The folio.</param>
    public static SpecState MarkDirty(this SpecState s, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        SpecFolio f = s.Folios[folio];
        bool clean = !f.Has(SpecFlags.Dirty);
        s = s.Flag(folio, SpecFlags.Dirty, f.File != 0 ? SpecFlags.Reclaim : SpecFlags.None);
        return clean && f.File != 0 && s.Files[f.File].TagsDirty ? s.Tag(f, static e => e with { Dirty = true }) : s;
    }

    /// <summary>The contents are about to be written: clean from now on, under writeback.</summary>
    /// <param name="s">The state.</param>
    /// <param name="folio">A locked folio.</param>
    /// <param name="keepToWrite">Whether the towrite tag stays.</param>
    public static SpecState StartWriteback(this SpecState s, int folio, bool keepToWrite = false)
    {
        ArgumentNullException.ThrowIfNull(s);
        s = s.Flag(folio, SpecFlags.Writeback, SpecFlags.Dirty);
        return s.Tag(s.Folios[folio], e => e with { Dirty = false, Writeback = true, ToWrite = keepToWrite && e.ToWrite });
    }

    /// <summary>Writing is done; a folio marked for reclaim is queued for the tail of its list.</summary>
    /// <param name="s">The state.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="folio">A folio under writeback.</param>
    public static SpecState EndWriteback(this SpecState s, int cpu, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        const SpecFlags Looked = SpecFlags.Lru | SpecFlags.Locked | SpecFlags.Dirty | SpecFlags.Unevictable;
        bool rotate = s.Folios[folio].Has(SpecFlags.Reclaim);
        s = s.Flag(folio, SpecFlags.None, SpecFlags.Reclaim);
        s = rotate && (s.Folios[folio].Flags & Looked) == SpecFlags.Lru ? s.Queue(cpu, SpecBatch.MoveTail, folio) : s;
        s = s.Tag(s.Folios[folio], static e => e with { Writeback = false });
        return s.Flag(folio, SpecFlags.None, SpecFlags.Writeback);
    }

    /// <summary>Puts the towrite tag on every dirty entry of a range.</summary>
    /// <param name="s">The state.</param>
    /// <param name="file">The file.</param>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    public static SpecState TagForWriteback(this SpecState s, int file, ulong start, ulong end)
    {
        ArgumentNullException.ThrowIfNull(s);
        foreach ((ulong at, SpecEntry entry) in s.Files[file].Overlapping(start, end).Where(static e => e.Value.Dirty).ToList())
        {
            s = s.WithFile(file, s.Files[file].With(at, entry with { ToWrite = true }));
        }

        return s;
    }

    /// <summary>Private data is attached: one reference for the whole folio.</summary>
    /// <param name="s">The state.</param>
    /// <param name="folio">The folio.</param>
    public static SpecState AttachPrivate(this SpecState s, int folio) => s.Flag(folio, SpecFlags.Private).Take(folio, PrivateData);

    /// <summary>Private data is taken back.</summary>
    /// <param name="s">The state.</param>
    /// <param name="folio">The folio.</param>
    public static SpecState DetachPrivate(this SpecState s, int folio) =>
        s.Flag(folio, SpecFlags.None, SpecFlags.Private).Drop(folio, PrivateData);

    private static SpecState Tag(this SpecState s, SpecFolio folio, Func<SpecEntry, SpecEntry> change) =>
        folio.File == 0 ? s
            : s.WithFile(folio.File, s.Files[folio.File].With(folio.Index, change(s.Files[folio.File].Entries[folio.Index])));
}
