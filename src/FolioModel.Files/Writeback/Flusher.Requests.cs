using FolioModel.Groups;

namespace FolioModel.Files;

public sealed partial class Flusher
{
    /// <summary>
    /// Too much of a group's memory is dirty: the flusher is to write the group's files, unless it writes already.
    /// </summary>
    /// <remarks>
    /// Models <c>wb_start_background_writeback</c> of a group's <c>bdi_writeback</c>, and <c>mem_cgroup_flush_foreign</c> where all that is
    /// dirty of the group lies in files of others. The kernel has a worker for each group and device; here they share one.
    /// </remarks>
    [Interleaved]
    internal void StartBackground(MemoryGroup group)
    {
        if (IsWriting)
        {
            return;
        }

        TrackState();
        if (!_groupsAsked.Contains(group))
        {
            _groupsAsked.Add(group);
        }

        Begin();
    }

    /// <inheritdoc/>
    [Interleaved]
    public override void Wake()
    {
        if (IsWriting || Files == 0)
        {
            return;
        }

        IsStartAsked = true;
        _skipsLocked = !IsRunning;
        Begin();
        _skipsLocked = false;
    }

    /// <summary>There is work: the flusher's task does it, or without one the current task.</summary>
    [Interleaved]
    private void Begin()
    {
        if (IsRunning)
        {
            _machine.WakeAll(_work);
        }
        else
        {
            Work();
        }
    }

    /// <summary>Has the flusher begin to write everything that is dirty; the caller does not wait.</summary>
    /// <remarks>Models <c>wakeup_flusher_threads</c>: the flusher goes on in each file where it last stopped.</remarks>
    [Interleaved]
    internal void StartAll()
    {
        IsStartAsked = true;
        Begin();
    }

    /// <summary>Has everything written that is dirty now, and waits until it is with the device.</summary>
    /// <remarks>Models <c>sync_inodes_sb</c>.</remarks>
    [Interleaved]
    internal void SyncAll()
    {
        int ticket = ++SyncsAsked;
        if (!IsRunning)
        {
            Work();
        }

        _machine.WakeAll(_work);
        while (SyncsDone < ticket)
        {
            _machine.WaitFor(FileWaits.Sync, this, "the flusher to serve a sync", null);
        }
    }
}
