namespace FolioModel.Reclaim;

/// <summary>Writes the dirty files of an owner back.</summary>
/// <remarks>
/// Reclaim does not write files itself. A flusher attached with <see cref="Machine.AddFlusher"/> hears when reclaim meets nothing but dirty
/// folios of files.
/// </remarks>
public abstract partial class BackgroundFlusher
{
    /// <summary>
    /// Reclaim found only dirty folios of files that are not under writeback yet: the flusher begins to write everything that is dirty. A
    /// flusher with a task of its own wakes it; another one writes within the call, and leaves out folios that are locked, since the caller
    /// may hold their locks. Reference effect: none.
    /// </summary>
    /// <remarks>Models <c>wakeup_flusher_threads</c> with <c>WB_REASON_VMSCAN</c>.</remarks>
    [Interleaved]
    public virtual void Wake()
    {
    }
}
