namespace FolioModel.Shmem;

/// <summary>What a running fallocate or hole punch publishes about itself.</summary>
/// <param name="isPunch">Whether it is a hole punch, for which faults in the range must wait.</param>
/// <param name="start">First page of its range.</param>
/// <param name="next">Page behind the part done; for a hole punch behind the range.</param>
/// <remarks>Models <c>struct shmem_falloc</c>.</remarks>
internal sealed class Fallocation(bool isPunch, ulong start, ulong next)
{
    public bool IsPunch { get; } = isPunch;

    public ulong Start { get; } = start;

    public ulong Next { get; set; } = next;

    /// <summary>Pages added that are not uptodate (<c>nr_falloced</c>).</summary>
    public ulong Added { get; set; }

    /// <summary>Pages of these that reclaim came for (<c>nr_unswapped</c>).</summary>
    public ulong WantedByReclaim { get; set; }

    public bool Covers(PageIndex index) => index.Value >= Start && index.Value < Next;
}
