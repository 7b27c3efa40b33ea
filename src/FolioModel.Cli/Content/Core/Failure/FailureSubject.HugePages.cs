using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Core.Failure;

internal sealed partial class FailureSubject
{
    private void DefineHugePages()
    {
        Define("free huge page fails", 1, Number("page", 512), Soft, FreeHugePageFails);
        Define("reserved huge page fails", 1, Number("page", 512), ReservedHugePageFails);
        Define("huge page in a file fails", 1, Number("page", 511), Held, HugePageFails);
        Define("huge page goes out of use", 1, Number("page", 512), HugePageGoesOutOfUse);
    }

    /// <summary>Makes a pool of some pages.</summary>
    /// <returns>False when there are fewer, because memory is short or too scattered.</returns>
    private bool HasPool(int pages)
    {
        bool isFilled = FillReserve();
        _pool.Resize(pages);
        SpendReserve();
        return isFilled && _pool.Total == pages && _pool.Free == pages;
    }

    private StepResult FreeHugePageFails(long page, bool soft)
    {
        if (!HasPool(2))
        {
            return Shrunk(Errno.ENOMEM);
        }

        HugetlbFile file = _pool.CreateMemfd();
        file.Fallocate(FallocateMode.None, default, _pool.PageBytes);
        Pfn bad = file.Peek(new HugeIndex(0)).Pfn.Plus((int)page);
        file.Truncate(0);
        file.Close();
        long free = FreePages;
        Expect("a page of a free huge page", soft ? Machine.SoftOffline(bad) : Machine.MemoryFailure(bad), Errno.None);
        Expect("total and free", (_pool.Total, _pool.Free), (1L, 1L));
        Expect("free pages", FreePages, free + 511);
        Expect("holders", Sum(Machine.PeekFolio(bad)), "memory failure 1");
        return Shrunk(Done(bad));
    }

    /// <summary>A free huge page that is promised to a mapping cannot leave its pool: it stays there, and no fault is given it.</summary>
    private StepResult ReservedHugePageFails(long page)
    {
        if (!HasPool(1))
        {
            return Shrunk(Errno.ENOMEM);
        }

        HugetlbFile file = _pool.CreateMemfd();
        file.Fallocate(FallocateMode.None, default, _pool.PageBytes);
        Pfn first = file.Peek(new HugeIndex(0)).Pfn;
        file.Truncate(0);
        HugetlbMappedArea area = file.Map(new HugetlbMapOptions { Length = _pool.PageBytes, Shared = true, Writable = true }).Area!;
        Expect("reserved", _pool.Reserved, 1L);
        Errno failed = Machine.MemoryFailure(first.Plus((int)page));
        Expect("total", _pool.Total, 1L);
        Expect("touch", area.Touch(0, write: true), HugetlbFault.NoPage);
        Expect("error", failed, Errno.EBUSY);
        area.Unmap();
        file.Close();
        return Shrunk(Done(first));
    }

    private StepResult HugePageFails(long page, bool held)
    {
        if (!HasPool(1))
        {
            return Shrunk(Errno.ENOMEM);
        }

        HugetlbFile file = _pool.CreateMemfd();
        file.Fallocate(FallocateMode.None, default, _pool.PageBytes);
        Folio folio = file.Peek(new HugeIndex(0));
        Pfn bad = folio.Pfn.Plus((int)page);
        if (held)
        {
            folio.Get();
        }

        Expect("a page of a huge page", Machine.MemoryFailure(bad), held ? Errno.EBUSY : Errno.None);
        string kept = held ? "caller (get) 1 + memory failure 1" : "memory failure 1";
        Expect("holders", Sum(folio), $"{kept} + page cache 512");
        Expect("flags", folio.Flags & (FolioFlags.HwPoison | FolioFlags.HasHwPoisoned), FolioFlags.HwPoison);
        Expect("the same page again", Machine.MemoryFailure(bad), Errno.EHWPOISON);
        long count = Machine.Statistics.Poisoned;
        Expect("another page of it", Machine.MemoryFailure(bad.Plus(1)), Errno.EHWPOISON);
        Expect("bad pages", Machine.Statistics.Poisoned, count + 1);
        Expect("holders after more failures", Sum(folio), $"{kept} + page cache 512");
        return LeaveHugePage(file, folio, held, count - 1);
    }

    private StepResult LeaveHugePage(HugetlbFile file, Folio folio, bool held, long bad)
    {
        file.Truncate(0);
        file.Close();
        if (held)
        {
            folio.Put();
        }

        // A bad huge page does not go back to its pool until somebody says that it is sound.
        Expect("holders in no file", Sum(folio), "memory failure 1");
        Expect("free huge pages", _pool.Free, 0L);
        StepResult done = Done(folio.Pfn);
        Expect("bad pages", Machine.Statistics.Poisoned, bad);
        Expect("free huge pages afterwards", _pool.Free, 1L);
        return Shrunk(done);
    }

    private StepResult HugePageGoesOutOfUse(long page)
    {
        if (!HasPool(2))
        {
            return Shrunk(Errno.ENOMEM);
        }

        HugetlbFile file = _pool.CreateMemfd();
        file.Fallocate(FallocateMode.None, default, _pool.PageBytes);
        Folio before = file.Peek(new HugeIndex(0));
        Pfn bad = before.Pfn.Plus((int)page);
        Expect("soft offline", Machine.SoftOffline(bad), Errno.None);
        Expect("moved", file.Peek(new HugeIndex(0)) != before, true);
        Expect("total and free", (_pool.Total, _pool.Free), (1L, 0L));
        Expect("holders of the page", Sum(Machine.PeekFolio(bad)), "memory failure 1");
        file.Close();
        return Shrunk(Done(bad));
    }

    private StepResult Shrunk(StepResult result)
    {
        _pool.Resize(0);
        return result;
    }
}
