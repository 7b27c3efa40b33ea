namespace FolioModel.Files;

/// <summary>The things that tasks wait for in a filesystem, beside locks and writeback.</summary>
public static class FileWaits
{
    /// <summary>The end of a sleep.</summary>
    public static readonly WaitReason Timer = new("timer");

    /// <summary>Room in a device's queue.</summary>
    public static readonly WaitReason DeviceQueue = new("device queue");

    /// <summary>The end of a request to a device.</summary>
    public static readonly WaitReason Request = new("device request");

    /// <summary>Work, by a flusher that sleeps until some comes.</summary>
    public static readonly WaitReason WritebackWork = new("writeback work");

    /// <summary>The flusher's service of a sync.</summary>
    public static readonly WaitReason Sync = new("sync");
}
