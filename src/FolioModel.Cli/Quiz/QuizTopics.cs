namespace FolioModel.Cli.Quiz;

/// <summary>The topics: one for each lesson, and one for the story of readahead.</summary>
internal static class QuizTopics
{
    private static readonly QuestionKind[] s_counts =
        [CountQuestions.Count, CountQuestions.Holders, CountQuestions.Change, CountQuestions.Frees, CountQuestions.Flag];

    public static IReadOnlyList<QuizTopic> All { get; } =
    [
        new("buddy", "01-buddy", "free blocks, buddies, splits and merges", BuddyPrograms.Buddy,
            [MemoryQuestions.FreeBlocks, MemoryQuestions.Merge, MemoryQuestions.Source, MemoryQuestions.Buddy, MemoryQuestions.FreeChange]),
        new("percpu", "02-percpu", "the page lists of CPUs, and what counts as free", BuddyPrograms.PerCpu,
            [MemoryQuestions.CpuPages, MemoryQuestions.FreeChange]),
        new("counts", "03-counts", "counts, holders and flags", CachePrograms.Counts, s_counts),
        new("xarray", "04-xarray", "slots, nodes, siblings and marks of the page cache's tree", CachePrograms.Tree,
            [TreeQuestions.Lookup, TreeQuestions.Nodes, TreeQuestions.Path, TreeQuestions.Marks, TreeQuestions.Siblings]),
        new("lru", "05-lru", "which list, which list next, the order of a list, batches", ListPrograms.Lru,
            [LruQuestions.List, LruQuestions.NextList, LruQuestions.Order, LruQuestions.Batch, CountQuestions.Holders]),
        new("lookup", "06-lookup", "what a lookup gives, and whose the reference is", CachePrograms.Lookup,
            [TreeQuestions.Lookup, CountQuestions.Count, CountQuestions.Holders, CountQuestions.Frees, CountQuestions.Change]),
        new("split-migrate", "07-split-migrate", "would a split, a migration, a reclaim be refused, and who is in the way",
            ExclusivePrograms.SplitMigrate,
            [TrialQuestions.Succeeds, TrialQuestions.WhoIsInTheWay, CountQuestions.Count, CountQuestions.Holders]),
        new("reclaim", "08-reclaim", "victims, shadows, refault distances", ListPrograms.Reclaim,
            [ReclaimQuestions.Victims, ReclaimQuestions.Refault, ReclaimQuestions.Distance, TreeQuestions.Lookup, LruQuestions.List]),
        new("writeback", "09-writeback", "dirty and writeback: flags, marks, and who holds the page", CachePrograms.Writeback,
            [TreeQuestions.Marks, CountQuestions.Flag, CountQuestions.Count, CountQuestions.Holders, TrialQuestions.Succeeds]),
        new("pins-and-guests", "10-pins-and-guests", "page tables, pins, and conversion of guest memory", ExclusivePrograms.PinsAndGuests,
            [CountQuestions.Count, CountQuestions.Holders, CountQuestions.Mapped, TrialQuestions.Converts, CountQuestions.Change]),
        new("readahead", "readahead-windows", "which pages come with a read, who waits for them, and where the mark is",
            ReadaheadPrograms.Reads,
            [ReadaheadQuestions.PagesThatCome, ReadaheadQuestions.Waits, ReadaheadQuestions.MarkedPages,
                ReadaheadQuestions.WouldStartTheDisk]),
    ];

    /// <summary>All kinds of questions, for programs that belong to no topic.</summary>
    public static IReadOnlyList<QuestionKind> AllKinds { get; } = [.. All.SelectMany(static t => t.Kinds).Distinct()];

    public static QuizTopic? Find(string name) => All.FirstOrDefault(t => t.Name == name || t.Lesson == name);
}
