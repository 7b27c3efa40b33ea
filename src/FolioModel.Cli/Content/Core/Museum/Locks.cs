namespace FolioModel.Cli.Content.Core;

/// <summary>Locks that are taken in the wrong order, not taken, kept, or that forget to wake.</summary>
internal static class Locks
{
    private static readonly WaitReason s_queue = new("queue");

    public static Exhibit MissedWakeUp { get; } = new(
        "wake-up",
        "a sleeper and the holder of a lock",
        "the sleeper says that it waits only after it has looked; a release in between wakes nobody",
        "Documentation/memory-barriers.txt, sleep and wake-up functions; RWSEM_FLAG_WAITERS",
        static (world, wrong) =>
        {
            Machine machine = world.Machine;
            Shared<int> held = world.Share(1, "held");
            Shared<int> waiters = world.Share(0, "waiters");
            object queue = world.Share(0, "wait queue");
            world.Task("sleep", async () =>
            {
                await world.Point(SchedulingPoint.Lock);
                waiters.Value = wrong ? waiters.Value : 1;
                bool mustWait = held.Value == 1;
                if (wrong)
                {
                    await world.Point(SchedulingPoint.Lock);
                }

                if (mustWait)
                {
                    waiters.Value = 1;
                    await machine.WaitForAsync(s_queue, queue, "the lock", null);
                }
            });
            world.Task("release", async () =>
            {
                await world.Point(SchedulingPoint.Unlock);
                held.Value = 0;
                if (waiters.Value == 1)
                {
                    machine.WakeAll(queue);
                }
            });
        });

    public static Exhibit WriterStarves { get; } = new(
        "rwsem-wake",
        "two readers and a writer of a semaphore",
        "a release wakes the queue only when the lock was held exclusively, so that the writer behind two readers sleeps on",
        "kernel/locking/rwsem.c: rwsem_wake on the last up_read",
        static (world, wrong) =>
        {
            Machine machine = world.Machine;
            RwSemaphore right = new(machine, LockClass.InvalidateLock, "semaphore");
            Shared<int> readers = world.Share(0, "readers");
            object queue = world.Share(0, "wait queue");
            async KernelWork Read()
            {
                if (!wrong)
                {
                    await right.DownReadAsync();
                    await world.Point(SchedulingPoint.Unlock);
                    right.UpRead();
                    return;
                }

                await world.Point(SchedulingPoint.Lock);
                readers.Value++;
                await world.Point(SchedulingPoint.Unlock);
                readers.Value--;
            }

            world.Task("reader 1", Read);
            world.Task("reader 2", Read);
            world.Task("writer", async () =>
            {
                if (!wrong)
                {
                    await right.DownWriteAsync();
                    right.UpWrite();
                    return;
                }

                await world.Point(SchedulingPoint.Lock);
                while (readers.Value > 0)
                {
                    await machine.WaitForAsync(s_queue, queue, "the semaphore", null);
                }
            });
        });

    public static Exhibit TwoFolios { get; } = new(
        "two-folios",
        "two tasks that lock two folios",
        "one of them locks the higher index first",
        "convention: folios of one file are locked by ascending index",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 2);
            Folio low = file.Pages.Peek(PageIndex.Zero).Folio;
            Folio high = file.Pages.Peek(new PageIndex(1)).Folio;
            static async KernelWork Both(Folio first, Folio second)
            {
                await first.LockAsync();
                await second.LockAsync();
                second.Unlock();
                first.Unlock();
            }

            world.Task("a", () => Both(low, high));
            world.Task("b", () => wrong ? Both(high, low) : Both(low, high));
        });

    public static Exhibit FolioThenInvalidate { get; } = new(
        "lock-order",
        "a fill against a hole",
        "the fill takes the folio's lock first and invalidate_lock inside it",
        "mm/filemap.c, lock order: invalidate_lock, then folio lock",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            Folio folio = default;
            KernelTask filler = world.Task("fill", async () =>
            {
                if (wrong)
                {
                    await folio.LockAsync();
                    await file.InvalidateLock.DownReadAsync();
                }
                else
                {
                    await file.InvalidateLock.DownReadAsync();
                    await folio.LockAsync();
                }

                folio.Unlock();
                file.InvalidateLock.UpRead();
                folio.Put();
            });
            world.Task("hole", async () =>
            {
                await file.InvalidateLock.DownWriteAsync();
                await Setup.LockedRemoval(file, 0);
                file.InvalidateLock.UpWrite();
            });
            folio = Setup.Held(world, filler, file, locked: false);
        });

    public static Exhibit SignalKeepsLock { get; } = new(
        "signal-unlock",
        "an allocation loop and a signal",
        "the loop returns EINTR without giving invalidate_lock back",
        "kvm_gmem_allocate: filemap_invalidate_unlock_shared after break",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world);
            KernelTask allocator = world.Task("allocate", async () =>
            {
                await file.InvalidateLock.DownReadAsync();
                for (ulong i = 0; i < 2; i++)
                {
                    await world.Point(SchedulingPoint.Reschedule);
                    if (world.Machine.Current.SignalPending)
                    {
                        if (wrong)
                        {
                            return;
                        }

                        break;
                    }
                }

                file.InvalidateLock.UpRead();
            });
            world.Task("signal", async () =>
            {
                await world.Point(SchedulingPoint.SlotStore);
                allocator.SignalPending = true;
            });
        });

    public static Exhibit HoleWithoutLock { get; } = new(
        "hole-fill",
        "punch hole against a fault that fills the page",
        "the hole is punched without the exclusive invalidate_lock, and the fault fills the page from a block that is freed",
        "mm: Protect operations adding pages to page cache with invalidate_lock (730633f0b7f9, Jan Kara, 5.15)",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world);
            Shared<int> block = world.Share(1, "block in use");
            Shared<int> stale = world.Share(0, "page is stale");
            world.Task("fault", async () =>
            {
                await file.InvalidateLock.DownReadAsync();
                bool mapped = block.Value == 1;
                FolioResult got = await file.Pages.GrabFolioAsync(PageIndex.Zero);
                stale.Value = mapped && block.Value == 0 ? 1 : 0;
                got.Folio.MarkUptodate();
                got.Folio.Unlock();
                got.Folio.Put();
                file.InvalidateLock.UpRead();
            });
            world.Task("hole", async () =>
            {
                if (!wrong)
                {
                    await file.InvalidateLock.DownWriteAsync();
                }

                await Setup.LockedRemoval(file, 0);
                block.Value = 0;
                if (!wrong)
                {
                    file.InvalidateLock.UpWrite();
                }
            });
            world.Finally("no page was filled from a freed block",
                () => stale.Value == 0 ? null : "the page holds what a freed block held");
        });
}
