namespace FolioModel.Files;

public sealed partial class RegularFile
{
    /// <summary>
    /// Pages that reads and faults found in the cache. Read ahead counts as found from its second window on: the first one is read because
    /// of the miss that asked for it. A fault that only maps what is cached around it asks the file nothing, and does not count.
    /// </summary>
    [NotShared("a statistic")]
    public long Hits { get; private set; }

    /// <summary>Pages that reads and faults had to bring in, with what the read got of the window that it began.</summary>
    [NotShared("a statistic")]
    public long Misses { get; private set; }

    /// <summary>Counts the pages of a part of a read, from its first byte to the one behind its last.</summary>
    internal void CountLookups(long start, long end, bool missed) =>
        CountLookups((long)(new ByteOffset(end).ToNextPageIndex().Value - new ByteOffset(start).ToPageIndex().Value), missed);

    private void CountLookups(long pages, bool missed)
    {
        Hits += missed ? 0 : pages;
        Misses += missed ? pages : 0;
    }
}
