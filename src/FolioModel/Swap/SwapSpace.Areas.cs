namespace FolioModel.Swap;

public sealed partial class SwapSpace
{
    /// <summary>Adds an area.</summary>
    /// <param name="pages">Its slots; the first is the header.</param>
    /// <param name="device">Where the contents go; null for memory.</param>
    /// <remarks>Models <c>swapon</c>.</remarks>
    public SwapArea SwapOn(int pages, SwapDevice? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pages, 2);
        int type = _areas.IndexOf(null);
        if (type < 0)
        {
            type = _areas.Count;
            _areas.Add(null);
        }

        SwapArea area = new(_machine, type, pages, device ?? SwapDevice.InMemory);
        _areas[type] = area;
        _machine.HasSwap = true;
        _endsWritesLater |= area.Device.EndsWritesLater;
        return area;
    }

    /// <summary>Reclaim has come to a point where devices can interrupt it.</summary>
    [Interleaved]
    internal void TakeInterrupts(SwapMoment moment)
    {
        if (!_endsWritesLater)
        {
            return;
        }

        TrackState();
        for (int i = 0; i < _areas.Count; i++)
        {
            if (_areas[i] is { } area)
            {
                area.TakeInterrupt(moment);
            }
        }
    }

    /// <summary>The write of a folio ends, and with it those that began before it: a task waits that no other could wake.</summary>
    /// <returns>Whether the folio had a write under way.</returns>
    [Interleaved]
    internal bool EndWriteOf(int pfn)
    {
        SwapArea? area = _endsWritesLater && EntryOf(pfn) is { } first ? AreaOf(first) : null;
        int most = area?.Writes.CountUpTo(pfn) ?? 0;
        if (most > 0)
        {
            area!.EndWrites(most);
        }

        return most > 0;
    }

    /// <summary>Reads everything back from an area and removes it.</summary>
    /// <param name="area">The area.</param>
    /// <returns>Success; <see cref="Errno.EINVAL"/> when it is no area in use; or what stopped it, with the area in use again.</returns>
    /// <exception cref="KernelDeadlockException">A slot has a user that is not registered; the kernel would try forever.</exception>
    /// <remarks>Models <c>swapoff</c> with <c>try_to_unuse</c>.</remarks>
    [Interleaved]
    public Errno SwapOff(SwapArea area)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("swapoff");
        ArgumentNullException.ThrowIfNull(area);
        if (!_areas.Contains(area))
        {
            return Errno.EINVAL;
        }

        // What cannot be swapped out again does not count as room for the working set.
        Reserve.Drain();
        area.IsLeaving = true;
        _machine.HasSwap = IsOn;
        Errno error = Errno.None;
        while (area.PagesInUse > 0 && error == Errno.None)
        {
            int before = area.PagesInUse;
            error = BringBack(area);
            if (error == Errno.None && area.PagesInUse == before && !_machine.CanWait)
            {
                throw new KernelDeadlockException(
                    $"swapoff: {before} slots of area {area.Type} have no registered user that could bring them back, so it would try "
                        + "forever")
                {
                    Task = _machine.Current,
                };
            }

            if (error == Errno.None && area.PagesInUse > 0 && _machine.Current.SignalPending)
            {
                error = Errno.EINTR;
            }
        }

        if (error != Errno.None)
        {
            area.IsLeaving = false;
            _machine.HasSwap = true;
            return error;
        }

        area.Cache.Destroy();
        _areas[area.Type] = null;

        // Closing the device drops its own page cache, and that drains the batches of every CPU.
        _machine.Batches.DrainAll();
        return Errno.None;
    }

    /// <summary>Makes a user known, so that <see cref="SwapOff"/> asks it to take its pages back.</summary>
    /// <param name="user">The user.</param>
    public void Register(ISwapUser user)
    {
        TrackState();
        if (!_users.Contains(user))
        {
            _users.Add(user);
        }
    }

    /// <summary>The user holds no swap entries any more.</summary>
    /// <param name="user">The user.</param>
    public void Unregister(ISwapUser user)
    {
        TrackState();
        _users.Remove(user);
    }

    [Interleaved]
    private Errno BringBack(SwapArea area)
    {
        foreach (ISwapUser user in _users.ToArray())
        {
            Errno error = user.BringBack(area);
            if (error != Errno.None)
            {
                return error;
            }
        }

        for (ulong offset = 1; offset < (ulong)area.Pages; offset++)
        {
            FolioResult found = area.Cache.Get(new SwapEntry(area.Type, offset));
            if (found.IsOk)
            {
                found.Folio.Lock();
                found.Folio.WaitForWriteback();
                FreeSwapOf(found.Folio);
                found.Folio.Unlock();
                found.Folio.Put();
            }
        }

        return Errno.None;
    }
}
