namespace FolioModel.Files;

public sealed partial class Flusher
{
    /// <summary>Pages that one turn of a file has at least (<c>MIN_WRITEBACK_PAGES</c>): 4 MiB.</summary>
    private const long LeastTurn = 1024;

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
        while (Goes(reason))
        {
            if (_io.Count == 0)
            {
                Queue(reason == WritebackReason.Background ? _system.Now : old);
            }

            if (_io.First is not { } next)
            {
                return;
            }

            WriteFile(next.Value, reason);
        }
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
    /// <remarks>Models <c>writeback_sb_inodes</c> for one inode, with <c>requeue_inode</c>.</remarks>
    [Interleaved]
    private void WriteFile(RegularFile file, WritebackReason reason)
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
            ToWrite = all ? long.MaxValue : Turn(),
        };
        file.WritePages(control);
        Observer?.Invoke(file, control.Written, reason);
        if (file.DirtyNode != node)
        {
            return;
        }

        if (!file.Mapping.Pages.IsTagged(PageCacheTag.Dirty))
        {
            file.DirtyNode = null;
        }
        else if (control.ToWrite <= 0)
        {
            TrackState();
            _moreIo.AddLast(node);
        }
        else
        {
            // Dirtied again meanwhile: it waits as long as one that has just become dirty.
            TrackState();
            file.DirtiedAt = _system.Now;
            _dirty.AddLast(node);
        }
    }

    /// <remarks>
    /// Models <c>writeback_chunk_size</c>: half a second of the device's work, or an eighth of the limit if that is less.
    /// </remarks>
    private long Turn()
    {
        long pages = Math.Min(_system.Throttle.Bandwidth.WriteRate / 2, _system.Domain.SmoothLimit / 8);
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
