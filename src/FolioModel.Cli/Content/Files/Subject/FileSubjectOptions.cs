namespace FolioModel.Cli.Content.Files;

/// <summary>How a subject of regular files is built.</summary>
internal sealed record FileSubjectOptions
{
    /// <summary>Pages of the machine.</summary>
    public int Pages { get; init; } = 2048;

    /// <summary>Pages that the file has at most.</summary>
    public int FilePages { get; init; } = 64;

    /// <summary>The largest order of a folio.</summary>
    public Order LargestOrder { get; init; }

    /// <summary>Pages of the device; 0 for no limit.</summary>
    public long Capacity { get; init; }

    /// <summary>Requests that the device takes at a time, each of two pages; 0 for no limit.</summary>
    public int QueueDepth { get; init; }

    /// <summary>Whether requests to the device fail now and then.</summary>
    public bool FailsRequests { get; init; }
}
