namespace FolioModel.Cli.Content.Core.Failure;

internal sealed partial class FailureSubject
{
    private void DefineFiles()
    {
        Define("page of a file on a disk fails", 2, Held, Dirty, DiskPageFails);
        Define("page in a batch fails", 2, Number("CPU", Cpus), PageInBatchFails);
        Define("page that cannot be evicted fails", 1, UnevictablePageFails);
        Define("isolated page fails", 1, IsolatedPageFails);
        Define("page of a large folio fails", 2, Number("page", 8), Held, LargeFolioFails);
        Define("page behind the end fails", 1, Soft, PageBehindEndFails);
        Define("page goes out of use", 1, Held, Dirty, PageGoesOutOfUse);
        Define("large folio that failed in part is split", 1, Number("page", 8), PartlyBadFolioIsSplit);
    }

    private StepResult DiskPageFails(bool held, bool dirty)
    {
        if (Cached(0, dirty) is not { } folio)
        {
            return Errno.ENOMEM;
        }

        AddressSpace file = folio.Mapping!;
        if (held)
        {
            folio.Get();
        }

        Pfn pfn = folio.Pfn;
        Expect("a page of a file on a disk", Machine.MemoryFailure(pfn), held ? Errno.EBUSY : Errno.None);
        Expect("pages in the file", file.Pages.Count.Value, 0L);
        Expect("holders", Sum(folio), held ? "caller (get) 1 + memory failure 1" : "memory failure 1");
        Expect("flags", folio.Flags & (FolioFlags.Lru | FolioFlags.Locked | FolioFlags.HwPoison), FolioFlags.HwPoison);
        Expect("fsync", file.TakeWriteError(), dirty ? Errno.EIO : Errno.None);
        Expect("fsync again", file.TakeWriteError(), Errno.None);
        Folio again = file.Pages.GrabFolio(PageIndex.Zero).Folio;
        Expect("the next read makes another page", again.Pfn != pfn, true);
        again.Unlock();
        again.Put();
        Evict(file);
        if (held)
        {
            Expect("unpoison of a held page", Machine.Unpoison(pfn), Errno.EBUSY);
            folio.Put();
        }

        return Done(pfn);
    }

    private StepResult PageInBatchFails(long cpu)
    {
        Folio? cached;
        using (Machine.TaskScope scope = Machine.RunAs(_tasks[cpu]))
        {
            cached = Cached(0, drained: false);
        }

        if (cached is not { } folio)
        {
            return Errno.ENOMEM;
        }

        AddressSpace file = folio.Mapping!;
        Expect("a page in a batch", Machine.MemoryFailure(folio.Pfn), Errno.None);
        Expect("holders", Sum(folio), "memory failure 1");
        Evict(file);
        return Done(folio.Pfn);
    }

    private StepResult UnevictablePageFails()
    {
        if (Cached(0, unevictable: true) is not { } folio)
        {
            return Errno.ENOMEM;
        }

        const FolioFlags Placed = FolioFlags.Lru | FolioFlags.Unevictable;
        AddressSpace file = folio.Mapping!;
        Expect("flags of a page that cannot be evicted", folio.Flags & Placed, Placed);
        Expect("a page that cannot be evicted", Machine.MemoryFailure(folio.Pfn), Errno.None);
        Expect("holders", Sum(folio), "memory failure 1");
        Expect("flags", folio.Flags & (Placed | FolioFlags.Active), FolioFlags.None);
        Evict(file);
        return Done(folio.Pfn);
    }

    private StepResult IsolatedPageFails()
    {
        if (Cached(0) is not { } folio)
        {
            return Errno.ENOMEM;
        }

        AddressSpace file = folio.Mapping!;
        Expect("isolated", folio.Isolate(), true);
        Expect("an isolated page", Machine.MemoryFailure(folio.Pfn), Errno.EBUSY);
        Expect("holders", Sum(folio), "isolation 1 + page cache 1");
        Expect("reclaimed", folio.Reclaim(), 0);
        Machine.Batches.DrainAll();
        Expect("holders after reclaim", Sum(folio), "page cache 1");
        Expect("on a list", folio.Has(FolioFlags.Lru), false);
        Pfn pfn = folio.Pfn;
        Evict(file);
        Expect("never handed out", Machine.StateOf(pfn), PageState.Offline);
        return StepResult.Ok;
    }

    private StepResult LargeFolioFails(long page, bool held)
    {
        const int FolioOrder = 3;
        if (Cached(FolioOrder) is not { } folio)
        {
            return Errno.ENOMEM;
        }

        AddressSpace file = folio.Mapping!;
        Pfn pfn = folio.Pfn.Plus((int)page);
        if (held)
        {
            folio.Get();
            Expect("a page of a large folio that somebody holds", Machine.MemoryFailure(pfn), Errno.EHWPOISON);
            Expect("holders", Sum(folio), "caller (get) 1 + page cache 8");
            Expect("flags", folio.Flags & (FolioFlags.HasHwPoisoned | FolioFlags.Locked | FolioFlags.Lru),
                FolioFlags.HasHwPoisoned | FolioFlags.Lru);
            Expect("isolated", folio.Isolate(), true);
            folio.Put();
            Expect("reclaimed", folio.Reclaim(), 0);
            Machine.Batches.DrainAll();
            Expect("reclaim keeps a large one on its list", folio.Has(FolioFlags.Lru), true);
            Evict(file);
            return StepResult.Ok;
        }

        Expect("a page of a large folio", Machine.MemoryFailure(pfn), Errno.None);
        Expect("the rest stays", file.Pages.Count.Value, 7L);
        Expect("holders", Sum(Machine.PeekFolio(pfn)), "memory failure 1");
        Expect("locked", file.Pages.Entries().Any(static e => e.Entry.Folio.IsLocked), false);
        Expect("others say so", file.Pages.Entries().Any(static e => e.Entry.Folio.Has(FolioFlags.HasHwPoisoned)), false);
        Evict(file);
        return Done(pfn);
    }

    private StepResult PartlyBadFolioIsSplit(long page)
    {
        if (Cached(3) is not { } folio)
        {
            return Errno.ENOMEM;
        }

        AddressSpace file = folio.Mapping!;
        Pfn first = folio.Pfn;
        Pfn pfn = first.Plus((int)page);
        folio.Get();
        Expect("a page of a large folio that somebody holds", Machine.MemoryFailure(pfn), Errno.EHWPOISON);
        folio.Lock();
        Expect("split", folio.Split(new Order(1)), Errno.None);
        folio.Unlock();
        folio.Put();
        for (int part = 0; part < 8; part += 2)
        {
            bool says = Machine.PeekFolio(first.Plus(part)).Has(FolioFlags.HasHwPoisoned);
            Expect($"part {part} says that it is bad", says, page / 2 == part / 2);
        }

        Expect("the page", Machine.IsPoisoned(pfn), true);
        Evict(file);
        return StepResult.Ok;
    }

    private StepResult PageBehindEndFails(bool soft)
    {
        if (Cached(2) is not { } folio)
        {
            return Errno.ENOMEM;
        }

        AddressSpace file = folio.Mapping!;
        file.Size = Page;
        Pfn pfn = folio.Pfn.Plus(3);
        Expect("a page behind the end", soft ? Machine.SoftOffline(pfn) : Machine.MemoryFailure(pfn), soft ? Errno.None : Errno.EBUSY);
        Folio bad = Machine.PeekFolio(pfn);
        Expect("holders", Sum(bad), "memory failure 1");
        Expect("on a list", bad.Has(FolioFlags.Lru), !soft);
        Expect("the first page", Sum(Machine.PeekFolio(folio.Pfn)), "page cache 1");
        Evict(file);
        return Done(pfn);
    }

    private StepResult PageGoesOutOfUse(bool held, bool dirty)
    {
        if (Cached(0, dirty) is not { } folio)
        {
            return Errno.ENOMEM;
        }

        AddressSpace file = folio.Mapping!;
        Pfn pfn = folio.Pfn;
        if (held)
        {
            folio.Get();
        }

        Expect("soft offline", Machine.SoftOffline(pfn), held ? Errno.EBUSY : Errno.None);
        Expect("poisoned", Machine.IsPoisoned(pfn), !held);
        Expect("pages in the file", file.Pages.Count.Value, held || dirty ? 1L : 0L);
        Machine.Batches.DrainAll();
        Expect("holders", Sum(Machine.PeekFolio(pfn)), held ? "caller (get) 1 + page cache 1" : "memory failure 1");
        if (dirty)
        {
            Expect("what was written moved along", file.Pages.Peek(PageIndex.Zero).Folio.Has(FolioFlags.Dirty), true);
        }

        if (held)
        {
            Expect("back on its list", folio.Has(FolioFlags.Lru), true);
            folio.Put();
        }

        Evict(file);
        return held ? StepResult.Ok : Done(pfn);
    }
}
