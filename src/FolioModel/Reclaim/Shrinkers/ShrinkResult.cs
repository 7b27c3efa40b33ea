namespace FolioModel.Reclaim;

/// <summary>The work that a shrinker has done.</summary>
/// <param name="Freed">Objects freed.</param>
public readonly record struct ShrinkResult(long Freed)
{
    private const long Stopped = -1;

    /// <summary>Nothing can be done now; the work is put off (<c>SHRINK_STOP</c>).</summary>
    public static ShrinkResult Stop => new(Stopped);

    /// <summary>Objects gone through, where these are not as many as were asked for; more than 0.</summary>
    public long? Scanned { get; init; }

    /// <summary>Pages of memory that the freed objects gave back; they count as reclaimed.</summary>
    public PageCount Pages { get; init; }

    internal bool IsStop => Freed == Stopped;
}
