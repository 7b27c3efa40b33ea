namespace FolioModel.Files;

public sealed partial class Flusher
{
    /// <summary>Pages that one turn of a file has at least (<c>MIN_WRITEBACK_PAGES</c>): 4 MiB.</summary>
    private const long LeastTurn = 1024;

    private static readonly TimeSpan s_longestRound = TimeSpan.FromMilliseconds(100);

    /// <summary>A file became dirty: it goes to the end of the list, unless it is on one already.</summary>
    /// <remarks>Models <c>__mark_inode_dirty</c>: a file that is dirty keeps its place and its age.</remarks>
    internal void NoteDirty(RegularFile file)
    {
        if (file.DirtyNode is not null)
        {
            return;
        }

        TrackState();
        file.DirtiedAt = _system.Now;
        file.DirtyNode = _dirty.AddLast(file);
        ArmPeriod();
    }

    /// <summary>A file is deleted: it leaves its list.</summary>
    internal void Forget(RegularFile file)
    {
        if (file.DirtyNode is { List: { } list } node)
        {
            TrackState();
            list.Remove(node);
        }

        file.DirtyNode = null;
    }

    /// <summary>Gives files their turns until the reason is gone.</summary>
    /// <remarks>Models <c>wb_writeback</c>.</remarks>
    [Interleaved]
    private void WriteSome(WritebackReason reason)
    {
        TimeSpan old = reason == WritebackReason.Periodic ? _system.Now - Limits.Expire : _system.Now;

        // Each listed file counts as a page: one that is clean has to have a turn too, or it would stay on its list.
        long left = reason is WritebackReason.Periodic or WritebackReason.Start ? _machine.Statistics.FileDirty + Files : long.MaxValue;
        while (left > 0 && Goes(reason))
        {
            if (_io.Count == 0)
            {
                Queue(reason == WritebackReason.Background ? _system.Now : old);
            }

            if (_io.Count == 0)
            {
                return;
            }

            left = WriteQueued(reason, left);
        }
    }

    /// <summary>Gives queued files their turns, for a tenth of a second at most: then the reason is looked at again.</summary>
    /// <returns>Pages that may still be written.</returns>
    /// <remarks>Models <c>writeback_sb_inodes</c>.</remarks>
    [Interleaved]
    private long WriteQueued(WritebackReason reason, long left)
    {
        TimeSpan start = _system.Now;
        while (_io.First is { } next)
        {
            long written = WriteFile(next.Value, reason, left);
            left -= left == long.MaxValue ? 0 : written;
            if (written > 0 && (left <= 0 || _system.Now - start > s_longestRound))
            {
                break;
            }
        }

        return left;
    }

    private bool Goes(WritebackReason reason) => reason switch
    {
        WritebackReason.Background => SyncsAsked == SyncsDone && IsOverBackground(),
        WritebackReason.Periodic => SyncsAsked == SyncsDone,
        _ => true,
    };

    /// <summary>Files that wait for another turn, and then those that are old enough, get ready for one.</summary>
    /// <remarks>Models <c>queue_io</c>.</remarks>
    private void Queue(TimeSpan old)
    {
        TrackState();
        Move(_moreIo, _io, TimeSpan.MaxValue);
        Move(_dirty, _io, old);
    }

    private static void Move(LinkedList<RegularFile> from, LinkedList<RegularFile> to, TimeSpan old)
    {
        while (from.First is { } node && node.Value.DirtiedAt <= old)
        {
            from.Remove(node);
            to.AddLast(node);
        }
    }

    /// <summary>One turn of one file.</summary>
    /// <returns>Pages written.</returns>
    /// <remarks>Models <c>__writeback_single_inode</c>.</remarks>
    [Interleaved]
    private long WriteFile(RegularFile file, WritebackReason reason, long left)
    {
        LinkedListNode<RegularFile> node = file.DirtyNode!;
        TrackState();
        node.List!.Remove(node);
        bool all = reason == WritebackReason.Sync;
        WritebackControl control = new()
        {
            IsSync = all,
            TagsFirst = all,
            IsCyclic = !all,
            ToWrite = all ? long.MaxValue : Turn(left),
        };
        file.WritePages(control);
        Observer?.Invoke(file, control.Written, reason);
        if (file.DirtyNode == node)
        {
            Requeue(file, node, control);
        }

        return control.Written;
    }

    /// <summary>A file had its turn: it leaves the lists when it is clean, or waits for another one.</summary>
    /// <remarks>Models <c>requeue_inode</c> with <c>redirty_tail</c>.</remarks>
    private void Requeue(RegularFile file, LinkedListNode<RegularFile> node, WritebackControl control)
    {
        TrackState();
        if (!file.Mapping.Pages.IsTagged(PageCacheTag.Dirty))
        {
            file.DirtyNode = null;
        }
        else if (control.ToWrite <= 0)
        {
            _moreIo.AddLast(node);
        }
        else
        {
            // Dirtied again meanwhile: it waits behind the others, and keeps its age unless the last of them is younger.
            file.DirtiedAt = _dirty.Last is { } last && file.DirtiedAt < last.Value.DirtiedAt ? _system.Now : file.DirtiedAt;
            _dirty.AddLast(node);
        }
    }

    /// <remarks>
    /// Models <c>writeback_chunk_size</c>: half a second of the device's work, or an eighth of the limit if that is less.
    /// </remarks>
    private long Turn(long left)
    {
        long pages = Math.Min(Math.Min(_system.Throttle.Bandwidth.WriteRate / 2, _system.Domain.SmoothLimit / 8), left);
        return (pages + LeastTurn) / LeastTurn * LeastTurn;
    }

    /// <summary>Whether the flusher has to write in the background.</summary>
    /// <remarks>
    /// Models <c>wb_over_bg_thresh</c>: over the machine's threshold, or over the device's share of it, which is nothing for a device that
    /// has written nothing lately.
    /// </remarks>
    private bool IsOverBackground()
    {
        DirtyThresholds now = _system.Domain.Read();
        return _machine.Statistics.FileDirty > now.Background
            || _system.Dirty.Reclaimable > _system.Domain.ShareOf(_system, now.Background);
    }
}
