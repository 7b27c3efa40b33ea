using FolioModel.Groups;

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
        file.WritebackGroup = _machine.Current.Group is { IsRoot: false } group ? group : null;
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
    /// <param name="reason">Why.</param>
    /// <param name="group">The group whose files have turns; null for all.</param>
    /// <remarks>Models <c>wb_writeback</c>.</remarks>
    [Interleaved]
    private void WriteSome(WritebackReason reason, MemoryGroup? group = null)
    {
        TimeSpan old = reason == WritebackReason.Periodic ? _system.Now - Limits.Expire : _system.Now;

        // Each listed file counts as a page: one that is clean has to have a turn too, or it would stay on its list.
        long left = reason is WritebackReason.Periodic or WritebackReason.Start ? _machine.Statistics.FileDirty + Files : long.MaxValue;
        bool progress = true;

        // All that is dirty of a group may lie in files of others: then these are written.
        MemoryGroup? owner = HasFilesOf(group) ? group : null;
        while (left > 0 && Goes(reason, group))
        {
            if (NextQueued(owner) is null)
            {
                Queue(reason == WritebackReason.Background ? _system.Now : old, owner);
            }

            if (NextQueued(owner) is null || !progress)
            {
                return;
            }

            (left, progress) = WriteQueued(reason, left, owner);
            progress |= _moreIo.Count > 0;
        }
    }

    /// <summary>Gives queued files their turns, for a tenth of a second at most: then the reason is looked at again.</summary>
    /// <returns>Pages that may still be written, and whether any was.</returns>
    /// <remarks>Models <c>writeback_sb_inodes</c>.</remarks>
    [Interleaved]
    private (long Left, bool Progress) WriteQueued(WritebackReason reason, long left, MemoryGroup? owner)
    {
        TimeSpan start = _system.Now;
        bool progress = false;
        while (NextQueued(owner) is { } next)
        {
            long written = WriteFile(next, reason, left);
            progress |= written > 0 || next.DirtyNode is null;
            left -= left == long.MaxValue ? 0 : written;
            if (written > 0 && (left <= 0 || _system.Now - start > s_longestRound))
            {
                break;
            }
        }

        return (left, progress);
    }

    /// <summary>The next queued file of a group, or of all.</summary>
    private RegularFile? NextQueued(MemoryGroup? owner) => FirstOf(_io, owner);

    /// <summary>Whether a group has a dirty file of its own.</summary>
    private bool HasFilesOf(MemoryGroup? group) => group is not null
        && (FirstOf(_dirty, group) ?? FirstOf(_io, group) ?? FirstOf(_moreIo, group)) is not null;

    private static RegularFile? FirstOf(LinkedList<RegularFile> files, MemoryGroup? owner)
    {
        LinkedListNode<RegularFile>? node = files.First;
        while (node is not null && owner is not null && node.Value.WritebackGroup != owner)
        {
            node = node.Next;
        }

        return node?.Value;
    }

    private bool Goes(WritebackReason reason, MemoryGroup? group) => reason switch
    {
        WritebackReason.Background => SyncsAsked == SyncsDone && IsOverBackground(group),
        WritebackReason.Periodic => SyncsAsked == SyncsDone,
        _ => true,
    };

    /// <summary>Files that wait for another turn, and then those that are old enough, get ready for one.</summary>
    /// <remarks>Models <c>queue_io</c>.</remarks>
    private void Queue(TimeSpan old, MemoryGroup? owner)
    {
        TrackState();
        Move(_moreIo, _io, TimeSpan.MaxValue, owner);
        Move(_dirty, _io, old, owner);
    }

    private static void Move(LinkedList<RegularFile> from, LinkedList<RegularFile> to, TimeSpan old, MemoryGroup? owner)
    {
        LinkedListNode<RegularFile>? node = from.First;
        while (node is not null && node.Value.DirtiedAt <= old)
        {
            LinkedListNode<RegularFile>? next = node.Next;
            if (owner is null || node.Value.WritebackGroup == owner)
            {
                from.Remove(node);
                to.AddLast(node);
            }

            node = next;
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
            SkipsLocked = _skipsLocked,
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
    /// Models <c>wb_over_bg_thresh</c>: over the machine's threshold, over the device's share of it, which is nothing for a device that has
    /// written nothing lately, or over a group's threshold.
    /// </remarks>
    private bool IsOverBackground(MemoryGroup? group)
    {
        DirtyThresholds now = _system.Domain.Read();
        if (_machine.Statistics.FileDirty > now.Background
            || _system.Dirty.Reclaimable > _system.Domain.ShareOf(_system, now.Background))
        {
            return true;
        }

        return group is not null
            && group.Flushed(GroupCounter.FileDirty) > _system.Domain.Read(group, now).Background;
    }
}
