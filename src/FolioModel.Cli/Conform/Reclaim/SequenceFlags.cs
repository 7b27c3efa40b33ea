namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>Under which settings a sequence was recorded.</summary>
[Flags]
internal enum SequenceFlags : uint
{
    None = 0,

    /// <summary>The TLB was flushed before every touch, so that every touch set the accessed bit.</summary>
    FlushesTlb = 1,

    /// <summary>Latencies were recorded.</summary>
    Latencies = 2,

    /// <summary><c>read_ahead_kb</c> was 0.</summary>
    NoReadahead = 4,

    /// <summary><c>fault_around_bytes</c> was one page.</summary>
    NoFaultAround = 8,

    /// <summary>Swap was on a disk, not in memory.</summary>
    SwapsToDisk = 16,

    /// <summary>There was no group: the whole machine was short of memory.</summary>
    NoGroup = 32,
}
