namespace FolioModel.Files;

/// <summary>How fast a simulated disk is.</summary>
public sealed record SimulatedDiskOptions
{
    /// <summary>Bytes read in a second.</summary>
    public double ReadBytesPerSecond { get; init; } = 500e6;

    /// <summary>Bytes written in a second.</summary>
    public double WriteBytesPerSecond { get; init; } = 500e6;

    /// <summary>Time from the end of a transfer to its completion; transfers of other requests go on meanwhile.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMicroseconds(100);

    /// <summary>
    /// Whether reads and writes are transferred side by side, each at its rate, as by a solid-state disk behind a scheduler that prefers
    /// reads; otherwise one after the other in the order of arrival.
    /// </summary>
    public bool IsDuplex { get; init; } = true;

    /// <summary>Requests that may be under way at once.</summary>
    public int QueueDepth { get; init; } = 64;

    /// <summary>Pages that one request may have at most.</summary>
    public int LargestRequest { get; init; } = 320;
}
