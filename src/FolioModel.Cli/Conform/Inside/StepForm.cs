using System.Collections.Frozen;

namespace FolioModel.Cli.Conform;

/// <summary>The form that a step inside an operation has in one kind of recording.</summary>
internal sealed class StepForm
{
    private const uint Dirty = (uint)FolioFlags.Dirty;

    private StepForm(string functions) => Functions = functions.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads the recorded state of one step.</summary>
    /// <param name="values">The step's numbers after its words, the folio's number first.</param>
    /// <param name="frame">The folio's first frame.</param>
    internal delegate FolioMoment StateReader(ReadOnlySpan<long> values, int frame);

    /// <summary>Steps of kernel calls: function, entry or return; folio, references, flags, batches, result.</summary>
    public static StepForm Kernel { get; } =
        new("__filemap_get_folio filemap_add_folio __filemap_add_folio folio_add_lru lru_add folio_unlock folio_mark_dirty")
        {
            Words = 2,
            Numbers = 5,
            Read = static (values, frame) => new FolioMoment(frame, values[1], values[2]) { Batches = values[3] },
        };

    /// <summary>Steps of system calls: function; folio, in, references, map count, flags, own, xflags, pages of the file.</summary>
    public static StepForm Program { get; } =
        new("folio_isolate_lru try_to_unmap shmem_writepage add_to_swap_cache swap_shmem_alloc delete_from_swap_cache "
            + "__delete_from_swap_cache put_swap_folio swap_writepage __swap_writepage folio_free_swap folio_end_writeback "
            + "swap_read_folio shmem_add_to_page_cache")
        {
            Words = 1,
            Numbers = 8,
            Read = static (values, frame) => new FolioMoment(frame, values[2], values[4])
            {
                IsCached = values[1],
                MapCount = values[3],
                Own = values[5],
                ExtraFlags = values[6],
                FilePages = values[7],
            },
        };

    /// <summary>The functions at which recordings look.</summary>
    public FrozenSet<string> Functions { get; }

    /// <summary>How many words a step begins with.</summary>
    public required int Words { get; init; }

    /// <summary>How many numbers follow, the first of which is the folio's.</summary>
    public required int Numbers { get; init; }

    public required StateReader Read { get; init; }

    /// <summary>Whether functions are shown at their return too.</summary>
    public bool ShowsReturns => Words == 2;

    /// <summary>Whether a function has its folio only when it returns, so that its entry is not shown.</summary>
    /// <param name="function">The function.</param>
    public bool HasNoFolioAtEntry(string function) => ShowsReturns && function == "__filemap_get_folio";

    /// <summary>The result of a function, by the states at its entry and at its return; 0 for those that give nothing.</summary>
    /// <param name="function">The function.</param>
    /// <param name="entry">The folio at its entry.</param>
    /// <param name="exit">The folio at its return.</param>
    public long ResultOf(string function, FolioMoment entry, FolioMoment exit) =>
        ShowsReturns && function == "folio_mark_dirty" && (entry.Flags & Dirty) == 0 && (exit.Flags & Dirty) != 0 ? 1 : 0;
}
