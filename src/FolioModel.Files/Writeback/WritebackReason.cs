namespace FolioModel.Files;

/// <summary>Why the flusher writes.</summary>
/// <remarks>Models <c>enum wb_reason</c>.</remarks>
public enum WritebackReason
{
    /// <summary>More is dirty than the background threshold allows.</summary>
    Background,

    /// <summary>Files have been dirty for longer than <see cref="WritebackLimits.Expire"/>.</summary>
    Periodic,

    /// <summary>A call of sync asked for it.</summary>
    Sync,

    /// <summary>A call of sync asked it to begin, before the call itself waits.</summary>
    Start,
}
