namespace FolioModel.Cli.Content.Core.Failure;

internal sealed partial class FailureSubject
{
    private void DefineProcesses()
    {
        Define("private page fails", 2, Held, PrivatePageFails);
        Define("private page goes out of use", 1, PrivatePageGoesOutOfUse);
        Define("page in the swap cache fails", 2, Dirty, SwappedPageFails);
        Define("swap goes while a page in its cache is bad", 1, SwapGoesWithBadPage);
        Define("mapped page of a disk fails", 2, OneOf("written", false, true), MappedPageFails);
        Define("locked page fails", 1, LockedPageFails);
        Define("pinned page fails", 1, PinnedPageFails);
    }

    /// <summary>An area with one page that was written; null where there is no memory for the page.</summary>
    private MappedArea? NewPrivate(MapOptions options = MapOptions.Writable)
    {
        if (!FillReserve())
        {
            return null;
        }

        MappedArea area = _process.MapAnonymous(1, options);
        TouchResult result = _process.Touch(area.First, write: true);
        SpendReserve();
        Machine.Batches.DrainAll();
        if (result == TouchResult.Done)
        {
            return area;
        }

        Expect("the first use of a private page", result, TouchResult.OutOfMemory);
        Hit("the page itself was not to be had");
        _process.Unmap(area.First, 1);
        return null;
    }

    private StepResult PrivatePageFails(bool held)
    {
        if (NewPrivate() is not { } area)
        {
            return Errno.ENOMEM;
        }

        Folio folio = _process.FolioAt(area.First);
        Pfn pfn = folio.Pfn;
        if (held)
        {
            folio.Get();
        }

        // Private memory has no owner to ask: it counts as handled even while somebody holds it.
        Expect("a private page", _process.FailMemory(area.First, 1), new MemoryFailureResult(Errno.None, true));
        Expect("holders", Sum(folio), held ? "caller (get) 1 + memory failure 1" : "memory failure 1");
        Expect("on a list", folio.Has(FolioFlags.Lru), false);
        Expect("touch", _process.Touch(area.First, write: true), TouchResult.HardwarePoison);
        _process.Unmap(area.First, 1);
        if (held)
        {
            Expect("unpoison of a held page", Machine.Unpoison(pfn), Errno.EBUSY);
            folio.Put();
        }

        return Done(pfn);
    }

    private StepResult PrivatePageGoesOutOfUse()
    {
        if (NewPrivate() is not { } area)
        {
            return Errno.ENOMEM;
        }

        Pfn pfn = _process.FolioAt(area.First).Pfn;
        Expect("soft offline", _process.SoftOffline(area.First, 1), Errno.None);
        Expect("moved", _process.FolioAt(area.First).Pfn != pfn, true);
        Expect("mapped", _process.FolioAt(area.First).MapCount, 1);
        Expect("holders of the old page", Sum(Machine.PeekFolio(pfn)), "memory failure 1");
        Expect("touch", _process.Touch(area.First, write: true), TouchResult.Done);
        _process.Unmap(area.First, 1);
        return Done(pfn);
    }

    /// <summary>A private page that is in the swap cache and mapped nowhere, with the entry of its slot in the page table.</summary>
    private Folio NewSwapCached(MappedArea area)
    {
        Folio folio = _process.FolioAt(area.First);
        folio.Get();
        folio.Isolate();
        folio.Put();
        folio.Reclaim();
        SwapEntry slot = _process.SwapAt(area.First)!.Value;
        Folio back = Machine.Swap.ReadIn(slot, GfpFlags.HighUserMovable).Folio;
        back.Put();
        Machine.Batches.DrainAll();
        return back;
    }

    private StepResult SwappedPageFails(bool dirty)
    {
        if (NewPrivate() is not { } area)
        {
            return Errno.ENOMEM;
        }

        Folio folio = NewSwapCached(area);
        Pfn pfn = folio.Pfn;
        if (dirty)
        {
            folio.SetDirtyFlag();
        }

        Expect("a page in the swap cache", Machine.MemoryFailure(pfn), Errno.None);
        Expect("holders", Sum(folio), dirty ? "memory failure 1 + swap cache 1" : "memory failure 1");
        Expect("on a list", folio.Has(FolioFlags.Lru), false);
        Expect("swap-in", _process.Touch(area.First, write: true), dirty ? TouchResult.HardwarePoison : TouchResult.Done);
        Expect("holders after the swap-in", Sum(folio), dirty ? "memory failure 1 + swap cache 1" : "memory failure 1");
        if (dirty)
        {
            Expect("unpoison of a page in the swap cache", Machine.Unpoison(pfn), Errno.EBUSY);
        }

        _process.Unmap(area.First, 1);
        Machine.Batches.DrainAll();
        return Done(pfn);
    }

    private StepResult SwapGoesWithBadPage()
    {
        if (NewPrivate() is not { } area)
        {
            return Errno.ENOMEM;
        }

        Folio folio = NewSwapCached(area);
        Pfn pfn = folio.Pfn;
        folio.SetDirtyFlag();
        Expect("a page in the swap cache", Machine.MemoryFailure(pfn), Errno.None);
        SwapArea swap = Machine.Swap.Areas.Single();
        Expect("swapoff", Machine.Swap.SwapOff(swap), Errno.None);
        Machine.Swap.SwapOn(1024);
        Expect("holders", Sum(folio), "memory failure 1");
        Expect("touch", _process.Touch(area.First, write: false), TouchResult.HardwarePoison);
        _process.Unmap(area.First, 1);
        return Done(pfn);
    }

    /// <summary>The contents of a page that was written through a page table are lost; others are read again.</summary>
    private StepResult MappedPageFails(bool written)
    {
        if (Cached(0) is not { } folio)
        {
            return Errno.ENOMEM;
        }

        AddressSpace file = folio.Mapping!;
        Pfn pfn = folio.Pfn;
        MappedArea area = _process.Map(file, PageIndex.Zero, 1, MapOptions.Shared | MapOptions.Writable);
        _process.Touch(area.First, written);
        Machine.Batches.DrainAll();
        Expect("dirty", folio.Has(FolioFlags.Dirty), written);
        Expect("a mapped page of a disk", _process.FailMemory(area.First, 1), new MemoryFailureResult(Errno.None, written));
        Expect("holders", Sum(folio), "memory failure 1");
        Expect("touch", _process.Touch(area.First, write: false), written ? TouchResult.HardwarePoison : TouchResult.Done);
        Expect("another page", !written && _process.FolioAt(area.First).Pfn != pfn, !written);
        _process.Unmap(area.First, 1);
        Evict(file);
        return Done(pfn);
    }

    private StepResult LockedPageFails()
    {
        if (NewPrivate(MapOptions.Writable | MapOptions.Locked) is not { } area)
        {
            return Errno.ENOMEM;
        }

        Folio folio = _process.FolioAt(area.First);
        Pfn pfn = folio.Pfn;
        Expect("a locked page", _process.FailMemory(area.First, 1).Error, Errno.None);
        Expect("flags", folio.Flags & (FolioFlags.Mlocked | FolioFlags.Unevictable | FolioFlags.Lru), FolioFlags.None);
        _process.Unmap(area.First, 1);
        return Done(pfn);
    }

    private StepResult PinnedPageFails()
    {
        if (NewShmem(1) is not { } file)
        {
            return Errno.ENOMEM;
        }

        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 1, MapOptions.Shared | MapOptions.Writable);
        Folio pinned = _process.Pin(area.First, 1, write: true).Single();
        Machine.Batches.DrainAll();
        Pfn pfn = pinned.Pfn;
        Expect("a pinned page", _process.FailMemory(area.First, 1).Error, Errno.EBUSY);
        Expect("holders", Sum(pinned), "GUP pin 1024 + memory failure 1 + page cache 1");
        Expect("mapped", pinned.MapCount, 0);
        pinned.Unpin();
        _process.Unmap(area.First, 1);
        file.Close();
        return Done(pfn);
    }
}
