namespace FolioModel.Shmem;

/// <summary>What a running fallocate or hole punch publishes about itself.</summary>
/// <param name="machine">The machine.</param>
/// <param name="file">The file, of whose books it is a part.</param>
/// <param name="isPunch">Whether it is a hole punch, for which faults in the range must wait.</param>
/// <param name="start">First page of its range.</param>
/// <param name="next">Page behind the part done; for a hole punch behind the range.</param>
/// <remarks>Models <c>struct shmem_falloc</c>.</remarks>
internal sealed class Fallocation(Machine machine, ShmemFile file, bool isPunch, ulong start, ulong next)
{
    private ulong _next = next;
    private ulong _added;
    private ulong _wantedByReclaim;

    public bool IsPunch { get; } = isPunch;

    public ulong Start { get; } = start;

    public ulong Next
    {
        get => Touched()._next;
        set => Touched()._next = value;
    }

    /// <summary>Pages added that are not uptodate (<c>nr_falloced</c>).</summary>
    public ulong Added
    {
        get => Touched()._added;
        set => Touched()._added = value;
    }

    /// <summary>Pages of these that reclaim came for (<c>nr_unswapped</c>).</summary>
    public ulong WantedByReclaim
    {
        get => Touched()._wantedByReclaim;
        set => Touched()._wantedByReclaim = value;
    }

    public bool Covers(PageIndex index) => index.Value >= Start && index.Value < Next;

    private Fallocation Touched()
    {
        machine.Touch(file);
        return this;
    }
}
