namespace FolioModel.Cli.Content.Core;

/// <summary>Races of kernels after 6.12, some of them of proposals that no release has yet: their sources say so.</summary>
internal static class NewerKernels
{
    public static Exhibit FrozenBitResurrect { get; } = new(
        "frozen-bit",
        "last put against lookup, with a frozen count that is not 0",
        "the put that reaches 0 frees the page without asking whether it could set the frozen bit: a lookup in between has a reference",
        "proposal, mm: PAGEREF_FROZEN_BIT (v2, April 2026): dropping to 0 and freezing are two steps",
        static (world, wrong) =>
        {
            const int FrozenBit = 1 << 30;
            Shared<int> count = world.Share(1, "_refcount");
            Shared<int> frees = world.Share(0, "frees");
            async KernelWork Put()
            {
                await world.Point(SchedulingPoint.Put);
                count.Value--;
                if (count.Value != 0)
                {
                    return;
                }

                await world.Point(SchedulingPoint.Freeze);
                if (count.Value == 0 || wrong)
                {
                    count.Value = FrozenBit;
                    frees.Value++;
                }
            }

            world.Task("put", Put);
            world.Task("lookup", async () =>
            {
                await world.Point(SchedulingPoint.TryGet);
                count.Value++;
                if (count.Value >= FrozenBit)
                {
                    // A try on a frozen page leaves a spurious count behind, which nobody reads.
                    return;
                }

                await world.Point(SchedulingPoint.SlotLoad);
                if (frees.Value != 0)
                {
                    throw new KernelBugException("the lookup holds a reference on a page that was freed") { Task = world.Machine.Current };
                }

                await Put();
            });
            world.Finally("the page is freed once", () => frees.Value == 1 ? null : $"it is freed {frees.Value} times");
        });

    public static Exhibit DeadFolioKeepsFlags { get; } = new(
        "dead-drain",
        "drain of the LRU batch against the last user's put",
        "the drain frees a folio that only the batch holds and keeps the flag active, which a page that is freed must not have",
        "proposal, mm/swap: free dead folios at drain (April 2026): its first version caused \"BAD page state\"",
        static (world, wrong) =>
        {
            Shared<int> count = world.Share(2, "_refcount");
            Shared<int> active = world.Share(0, "PG_active");
            world.Task("use", async () =>
            {
                await world.Point(SchedulingPoint.BatchAdd);
                active.Value = 1;
                await world.Point(SchedulingPoint.Put);
                count.Value--;
            });
            world.Task("drain", async () =>
            {
                await world.Point(SchedulingPoint.Freeze);
                if (count.Value != 1)
                {
                    count.Value--;
                    return;
                }

                count.Value = 0;
                active.Value = wrong ? active.Value : 0;
                if (active.Value != 0)
                {
                    throw new KernelBugException("bad page: it is freed with PG_active set") { Task = world.Machine.Current };
                }
            });
        });

    public static Exhibit SplitErrorKeepsReference { get; } = new(
        "split-error-put",
        "migration's split of a folio against a lookup",
        "the path of the split that failed returns without putting the folio that it had got",
        "linux-mm, March 2026: a missing folio_put in migrate_vma_split_unmapped_folio",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 2, order: new Order(1));
            Folio whole = default;
            KernelTask migration = world.Task("migrate", async () =>
            {
                Errno error = await whole.SplitAsync(Order.Zero);
                whole.Unlock();
                if (error != Errno.None && wrong)
                {
                    return;
                }

                whole.Put();
            });
            world.Task("lookup", async () =>
            {
                Folio found = await Setup.LookUp(file, 1);
                await world.Point(SchedulingPoint.Put);
                found.Put();
            });
            whole = Setup.Held(world, migration, file, locked: true);
        });

    public static Exhibit PinMeetsBatch { get; } = new(
        "cma-pin",
        "long-term pin of a page that another CPU's LRU batch holds",
        "only this CPU's batches are drained: the folio cannot be isolated, and the pin fails although nobody uses the page",
        "linux-mm 2024 and 2025: a long-term pin of a page in CMA fails because of an LRU batch; collect_longterm_unpinnable_folios",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world);
            Folio folio = default;
            KernelTask pinner = world.Task("pin", async () =>
            {
                await world.Point(SchedulingPoint.BatchDrain);
                if (wrong)
                {
                    world.Machine.Batches.Drain();
                }
                else
                {
                    world.Machine.Batches.DrainAll();
                }

                if (!await folio.IsolateAsync())
                {
                    throw new KernelBugException($"the pin fails: {folio.Describe()}")
                    {
                        Folio = folio,
                        Task = world.Machine.Current,
                    };
                }

                await folio.PutBackAsync();
                folio.Put();
            });
            KernelTask reader = world.Task("read", async () =>
            {
                Folio found = await Setup.LookUp(file, 0);
                await world.Point(SchedulingPoint.Put);
                found.Put();
            });
            using (world.Machine.RunAs(reader))
            {
                FolioResult made = file.Pages.GrabFolio(PageIndex.Zero);
                made.Folio.Unlock();
                made.Folio.Put();
            }

            folio = Setup.Held(world, pinner, file, locked: false);
        });

    public static Exhibit PrivateDataTwice { get; } = new(
        "private-twice",
        "two readers that attach private data to one folio",
        "each looks whether there is private data and attaches its own without the folio's lock",
        "btrfs 2023 to 2025: \"bad eb page state\", private data attached twice",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            async KernelWork Read()
            {
                Folio found = await Setup.LookUp(file, 0);
                if (!wrong)
                {
                    await found.LockAsync();
                }

                bool missing = !found.Has(FolioFlags.Private);
                await world.Point(SchedulingPoint.SlotLoad);
                if (missing)
                {
                    found.AttachPrivate();
                }

                if (!wrong)
                {
                    found.Unlock();
                }

                found.Put();
            }

            world.Task("one", Read);
            world.Task("other", Read);
        });

    public static Exhibit CountOutsideTheLock { get; } = new(
        "pcp-drain",
        "drain of a per-CPU page list against an allocation from it",
        "the drain reads how many pages there are before it takes the list's lock, and frees more than there are left",
        "mm/page_alloc: fix pcp->count race between drain_pages_zone() and __rmqueue_pcplist() (66eca1021a42, 2024)",
        static (world, wrong) =>
        {
            // The lock of a page cache stands for the list's.
            SpinLock listLock = Setup.File(world).Pages.Lock;
            Shared<int> listed = world.Share(2, "pcp->count");
            world.Task("drain", async () =>
            {
                await world.Point(SchedulingPoint.SlotLoad);
                int count = listed.Value;
                await listLock.AcquireAsync();
                count = wrong ? count : listed.Value;
                if (count > listed.Value)
                {
                    throw new KernelBugException($"{count} pages are freed from a list of {listed.Value}")
                    {
                        Task = world.Machine.Current,
                    };
                }

                listed.Value -= count;
                listLock.Release();
            });
            world.Task("allocate", async () =>
            {
                await listLock.AcquireAsync();
                listed.Value -= Math.Min(1, listed.Value);
                listLock.Release();
            });
        });
}
