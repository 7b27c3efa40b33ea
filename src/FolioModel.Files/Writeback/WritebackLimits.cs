namespace FolioModel.Files;

/// <summary>How much memory may be dirty, and how long.</summary>
/// <remarks>Models the <c>vm.dirty_*</c> settings.</remarks>
public sealed record WritebackLimits
{
    /// <summary>Hundredths of the available memory from which on the flusher writes (<c>dirty_background_ratio</c>).</summary>
    public int BackgroundRatio { get; init; } = 10;

    /// <summary>Hundredths of the available memory that writers must not exceed (<c>dirty_ratio</c>).</summary>
    public int Ratio { get; init; } = 20;

    /// <summary>Bytes instead of <see cref="BackgroundRatio"/> (<c>dirty_background_bytes</c>); null to use the ratio.</summary>
    public long? BackgroundBytes { get; init; }

    /// <summary>Bytes instead of <see cref="Ratio"/> (<c>dirty_bytes</c>); null to use the ratio.</summary>
    public long? Bytes { get; init; }

    /// <summary>
    /// Whether each memory control group has its share of the limits, as under version 2 of control groups; version 1 has the limits of the
    /// machine alone.
    /// </summary>
    public bool HasGroupShares { get; init; } = true;

    /// <summary>How often the flusher looks for old dirty files (<c>dirty_writeback_centisecs</c>); zero for never.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The age from which on a dirty file is written (<c>dirty_expire_centisecs</c>).</summary>
    public TimeSpan Expire { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Ticks of the kernel's timer in a second (<c>CONFIG_HZ</c>): pauses are whole ticks.</summary>
    public int TicksPerSecond { get; init; } = 250;
}
