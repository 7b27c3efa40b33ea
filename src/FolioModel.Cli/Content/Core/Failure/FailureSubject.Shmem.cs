using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Core.Failure;

internal sealed partial class FailureSubject
{
    private void DefineShmem()
    {
        Define("page of shmem fails", 2, Held, ShmemFails);
        Define("mapped page of shmem fails", 1, MappedShmemFails);
        Define("truncated page fails", 1, TruncatedPageFails);
        Define("page of a huge folio of shmem fails", 1, Number("page", 512), Held, HugeShmemFails);
    }

    /// <summary>A file whose first page was written; null where there is no memory for it.</summary>
    private ShmemFile? NewShmem(int pages, HugePagePolicy huge = HugePagePolicy.Never)
    {
        if (!FillReserve())
        {
            return null;
        }

        ShmemFile file = _mount.CreateFile(new ShmemOptions { Name = "shmem", Size = pages * Page, HugePages = huge });
        Errno error = file.Write(0, Page).Error;
        SpendReserve();
        Machine.Batches.DrainAll();
        if (error == Errno.None)
        {
            return file;
        }

        Expect("the first write to shmem", error, Errno.ENOMEM);
        Hit("the page itself was not to be had");
        file.Close();
        return null;
    }

    private StepResult ShmemFails(bool held)
    {
        if (NewShmem(2) is not { } file)
        {
            return Errno.ENOMEM;
        }

        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        Pfn pfn = folio.Pfn;
        if (held)
        {
            folio.Get();
        }

        Expect("a page of shmem", Machine.MemoryFailure(pfn), held ? Errno.EBUSY : Errno.None);
        string kept = held ? "caller (get) 1 + memory failure 1" : "memory failure 1";
        Expect("holders", Sum(folio), $"{kept} + page cache 1");
        Expect("flags", folio.Flags & (FolioFlags.Lru | FolioFlags.Locked | FolioFlags.HwPoison), FolioFlags.HwPoison);
        Expect("read", file.Read(0, 1).Error, Errno.EIO);
        Expect("write", file.Write(0, 1).Error, Errno.EIO);
        Expect("fallocate", file.Fallocate(FallocateMode.None, default, Page), Errno.None);
        Expect("unpoison of a page in a file", Machine.Unpoison(pfn), Errno.EBUSY);
        Expect("punch", file.Fallocate(FallocateMode.KeepSize | FallocateMode.PunchHole, default, Page), Errno.None);
        Expect("holders after the hole", Sum(folio), kept);
        Expect("read of the hole", file.Read(0, 1).Error, Errno.None);
        file.Close();
        if (held)
        {
            folio.Put();
        }

        return Done(pfn);
    }

    private StepResult MappedShmemFails()
    {
        if (NewShmem(2) is not { } file)
        {
            return Errno.ENOMEM;
        }

        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 2, MapOptions.Shared | MapOptions.Writable);
        _process.Touch(area.First, write: true);
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        Pfn pfn = folio.Pfn;
        MemoryFailureResult result = _process.FailMemory(area.First, 1);
        Expect("a mapped page of shmem", result, new MemoryFailureResult(Errno.None, true));
        Expect("mapped", folio.MapCount, 0);
        Expect("holders", Sum(folio), "memory failure 1 + page cache 1");
        Expect("touch", _process.Touch(area.First, write: false), TouchResult.HardwarePoison);
        Expect("touch of the other page", _process.Touch(area.First + 1, write: true), TouchResult.Done);
        _process.Unmap(area.First, 2);
        MappedArea second = _process.Map(file.Mapping, PageIndex.Zero, 2, MapOptions.Shared | MapOptions.Writable);
        Expect("touch in another mapping", _process.Touch(second.First, write: false), TouchResult.HardwarePoison);
        _process.Unmap(second.First, 2);
        file.Close();
        return Done(pfn);
    }

    private StepResult TruncatedPageFails()
    {
        if (NewShmem(2) is not { } file)
        {
            return Errno.ENOMEM;
        }

        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        Pfn pfn = folio.Pfn;
        folio.Get();
        file.SetSize(0);
        Expect("a truncated page", Machine.MemoryFailure(pfn), Errno.EBUSY);
        Expect("holders", Sum(folio), "caller (get) 1 + memory failure 1");
        Expect("on a list", folio.Has(FolioFlags.Lru), true);
        Expect("locked", folio.IsLocked, false);
        folio.Put();
        file.Close();
        return Done(pfn);
    }

    private StepResult HugeShmemFails(long page, bool held)
    {
        if (NewShmem(512, HugePagePolicy.Always) is not { } file)
        {
            return Errno.ENOMEM;
        }

        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        if (folio.Order != Order.Pmd)
        {
            file.Close();
            return StepResult.Skipped;
        }

        Pfn pfn = folio.Pfn.Plus((int)page);
        if (held)
        {
            folio.Get();
        }

        Expect("a page of a huge folio", Machine.MemoryFailure(pfn), held ? Errno.EHWPOISON : Errno.None);
        Expect("read of the bad page", file.Read(page * Page, 1).Error, Errno.EIO);
        Expect("read of its neighbour", file.Read((page ^ 1) * Page, 1).Error, Errno.None);
        if (held)
        {
            Expect("holders", Sum(folio), "caller (get) 1 + page cache 512");
            Expect("partly bad", folio.Has(FolioFlags.HasHwPoisoned), true);
            folio.Put();
            file.Close();
            Machine.Batches.DrainAll();
            return StepResult.Ok;
        }

        Expect("holders", Sum(Machine.PeekFolio(pfn)), "memory failure 1 + page cache 1");
        Expect("pages in the file", file.Mapping.Pages.Count.Value, 512L);
        file.Close();
        return Done(pfn);
    }
}
