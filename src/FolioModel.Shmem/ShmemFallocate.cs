namespace FolioModel.Shmem;

/// <summary>The published state of a running fallocate or hole punch.</summary>
/// <remarks>Models <c>struct shmem_falloc</c>. To an explorer it is a part of its file's state.</remarks>
[SharedState(PartOf = "_file")]
internal sealed partial class ShmemFallocate
{
    private readonly ShmemFile _file;

    /// <summary>Creates the record of an operation that starts.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isPunch">Whether it is a hole punch, for which faults in the range must wait.</param>
    /// <param name="start">First page of its range.</param>
    /// <param name="next">The page after the part done; for a hole punch the page after the range.</param>
    public ShmemFallocate(ShmemFile file, bool isPunch, ulong start, ulong next)
    {
        _file = file;
        IsPunch = isPunch;
        Start = start;
        _next = next;
    }

    /// <summary>A hole punch (<c>waitq</c> is set).</summary>
    public bool IsPunch { get; }

    /// <summary>First page of the range (<c>start</c>).</summary>
    public ulong Start { get; }

    /// <summary>The page after the part done, or after a hole (<c>next</c>).</summary>
    [Shared]
    public partial ulong Next { get; set; }

    /// <summary>Pages added that are not uptodate (<c>nr_falloced</c>).</summary>
    [Shared]
    public partial ulong Fallocated { get; set; }

    /// <summary>Pages of these that reclaim found instead of swapping them (<c>nr_unswapped</c>).</summary>
    [Shared]
    public partial ulong Unswapped { get; set; }

    /// <summary>Whether a page lies in the part done, or in the hole.</summary>
    /// <param name="index">The page.</param>
    public bool Covers(PageIndex index) => index.Value >= Start && index.Value < Next;

    partial void AddMoreTo(ref StateHash hash)
    {
        hash.Add(IsPunch);
        hash.Add(Start);
    }
}
