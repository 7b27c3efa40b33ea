namespace FolioModel.Cli.Content.Specification;

/// <summary>A mount with limits, in huge pages.</summary>
/// <param name="maximum">The most, or null.</param>
/// <param name="minimum">What the pool keeps for it, or null.</param>
internal sealed class SpecHugeMount(long? maximum, long? minimum)
{
    public long? Maximum { get; } = maximum;

    public long? Minimum { get; } = minimum;

    /// <summary>Counted only where there is a maximum.</summary>
    public long Used { get; set; }

    /// <summary>The unused part of the minimum.</summary>
    public long Kept { get; set; } = minimum ?? 0;

    public bool IsUnmounted { get; set; }

    public bool IsGone { get; set; }

    public bool IsUnused => Maximum is null ? Kept == (Minimum ?? 0) : Used == 0;
}
