using FolioModel.Reclaim;

namespace FolioModel;

public sealed partial class Machine
{
    private readonly List<BackgroundFlusher> _flushers = [];

    /// <summary>Attaches the flusher of a filesystem, which reclaim wakes where all that it finds is dirty.</summary>
    /// <param name="flusher">The flusher.</param>
    public void AddFlusher(BackgroundFlusher flusher)
    {
        ArgumentNullException.ThrowIfNull(flusher);
        _flushers.Add(flusher);
    }

    /// <summary>Wakes the flushers of all filesystems.</summary>
    /// <remarks>Models <c>wakeup_flusher_threads</c>.</remarks>
    [Interleaved]
    internal void WakeFlushers()
    {
        for (int i = 0; i < _flushers.Count; i++)
        {
            BackgroundFlusher flusher = _flushers[i];
            flusher.Wake();
        }
    }
}
