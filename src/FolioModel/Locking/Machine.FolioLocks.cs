using System.Runtime.CompilerServices;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>The task that locked each folio; kept only while locks are checked or strict.</summary>
    private readonly Dictionary<int, KernelTask> _folioLockOwners = [];

    private readonly bool _keepsFolioLockOwners;

    /// <summary>Keys of the folios that tasks have waited for.</summary>
    private readonly Dictionary<int, FolioKey> _folioKeys = [];

    /// <summary>
    /// The task that holds a folio's lock, or null when no task does, or when neither <see cref="MachineOptions.LockChecking"/> nor
    /// <see cref="MachineOptions.StrictFolioLocks"/> is on.
    /// </summary>
    /// <param name="folio">The folio.</param>
    public KernelTask? LockOwnerOf(Folio folio) => _folioLockOwners.GetValueOrDefault(folio.Frame);

    /// <summary>
    /// The locks that a task holds, in the order in which it took them; empty unless <see cref="MachineOptions.LockChecking"/> is on.
    /// </summary>
    /// <param name="task">A task of this machine.</param>
    public IReadOnlyList<HeldLock> LocksHeldBy(KernelTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return LockOrder?.HeldBy(task) ?? [];
    }

    /// <summary>Whether a checker or an observer follows the locking of folios.</summary>
    private bool WatchesFolioLocks => _keepsFolioLockOwners || _instrumentation is not null;

    /// <summary>
    /// Takes a folio's lock if it is free, as <see cref="Folio.TryLock"/> does, for a caller that already has the descriptor.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryLockFolio(ref PageDescriptor page, int pfn)
    {
        if (!TakeFolioLock(ref page))
        {
            return false;
        }

        if (WatchesFolioLocks)
        {
            NoteTried(pfn);
        }

        return true;
    }

    /// <summary>The test and set of a folio's lock, without anything that follows from it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TakeFolioLock(ref PageDescriptor page)
    {
        FolioFlags flags = page.Flags;
        if ((flags & FolioFlags.Locked) != 0)
        {
            return Skips(LockClass.FolioLock);
        }

        page.Flags = flags | FolioFlags.Locked;
        return true;
    }

    /// <summary>Releases a folio's lock, as <see cref="Folio.Unlock"/> does, for a caller that already has the descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void UnlockFolio(ref PageDescriptor page, int pfn)
    {
        FolioFlags flags = page.Flags;
        if ((flags & FolioFlags.Locked) == 0)
        {
            AssertMayUnlockUnlocked(pfn);
            return;
        }

        if (_keepsFolioLockOwners)
        {
            CheckUnlocker(pfn);
        }

        page.Flags = flags & ~(FolioFlags.Locked | FolioFlags.Waiters);
        if ((flags & FolioFlags.Waiters) != 0 || WatchesFolioLocks)
        {
            NoteUnlocked(pfn, (flags & FolioFlags.Waiters) != 0);
        }
    }

    /// <summary>Throws, unless folio locks are not taken, to show what they are for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AssertMayUnlockUnlocked(int pfn)
    {
        if (!Skips(LockClass.FolioLock))
        {
            ThrowBug(pfn, "folio_unlock: the folio is not locked", LockingInvariants.FreedFolioIsUnlocked);
        }
    }

    /// <summary>A task has waited for a folio's lock, or had no need to, and has it now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void FolioLockAcquired(int pfn)
    {
        if (WatchesFolioLocks)
        {
            LockOrder?.FolioAcquired(pfn);
            NoteLocked(pfn, "folio_lock");
        }
    }

    /// <summary>A task has locked a folio that no other task knows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void FolioLocked(int pfn, string function)
    {
        if (WatchesFolioLocks)
        {
            LockOrder?.FolioAcquiredByTrying(pfn);
            NoteLocked(pfn, function);
        }
    }

    /// <summary>A part of a locked folio has become a folio, which the same task holds locked.</summary>
    internal void FolioLockInherited(int part, int whole)
    {
        if (_folioLockOwners.TryGetValue(whole, out KernelTask? owner))
        {
            _folioLockOwners[part] = owner;
            LockOrder?.FolioInherited(part, owner);
        }
    }

    /// <summary>A locked folio is the device's from now on: no task holds the lock any more.</summary>
    internal void FolioLockGivenAway(int pfn)
    {
        if (_keepsFolioLockOwners && _folioLockOwners.Remove(pfn, out KernelTask? owner))
        {
            LockOrder?.FolioReleased(pfn, owner);
        }
    }

    /// <summary>Throws when locks are strict and a task other than the current one locked the folio.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckUnlocker(int pfn)
    {
        if (Options.StrictFolioLocks && _folioLockOwners.TryGetValue(pfn, out KernelTask? owner) && owner != Current)
        {
            ThrowBug(
                pfn, $"folio_unlock: {owner} locked the folio, and {Current} unlocks it", LockingInvariants.FreedFolioIsUnlocked);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NoteTried(int pfn)
    {
        LockOrder?.FolioAcquiredByTrying(pfn);
        NoteLocked(pfn, "folio_trylock");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NoteLocked(int pfn, string function)
    {
        if (_keepsFolioLockOwners)
        {
            _folioLockOwners[pfn] = Current;
        }

        _instrumentation?.Report(KernelEventKind.FolioLock, pfn, function);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NoteUnlocked(int pfn, bool waiters)
    {
        if (_keepsFolioLockOwners)
        {
            LockOrder?.FolioReleased(pfn, _folioLockOwners.GetValueOrDefault(pfn));
            _folioLockOwners.Remove(pfn);
        }

        _instrumentation?.Report(KernelEventKind.FolioUnlock, pfn, "folio_unlock");
        if (waiters)
        {
            WakeAll(KeyOf(pfn));
        }
    }

    [Interleaved]
    internal void WaitForFolio(int pfn)
    {
        _instrumentation?.Tell(KernelEventKind.LockWait, pfn, "folio_lock");
        WaitFor(LockClass.FolioLock.Wait, KeyOf(pfn), $"the lock of {Dump(pfn)}", _folioLockOwners.GetValueOrDefault(pfn));
    }

    /// <summary>
    /// Waits for the end of a folio's writeback. A swap device ends its write by itself where no task could do it meanwhile.
    /// </summary>
    [Interleaved]
    internal void WaitForWriteback(int pfn)
    {
        bool ended = false;
        if (!CanWait && _swap is not null)
        {
            ended = Swap.EndWriteOf(pfn);
        }

        if (!ended)
        {
            WaitFor(WaitReason.Writeback, KeyOf(pfn), $"writeback of {Dump(pfn)}", null);
        }
    }

    internal void WritebackEnded(int pfn)
    {
        if (_folioKeys.TryGetValue(pfn, out FolioKey? key))
        {
            WakeAll(key);
        }
    }

    private FolioKey KeyOf(int pfn)
    {
        if (!_folioKeys.TryGetValue(pfn, out FolioKey? key))
        {
            _folioKeys[pfn] = key = new FolioKey();
        }

        return key;
    }

    /// <summary>The key on which tasks wait for one folio (the kernel's hashed wait queues).</summary>
    private sealed class FolioKey;
}
