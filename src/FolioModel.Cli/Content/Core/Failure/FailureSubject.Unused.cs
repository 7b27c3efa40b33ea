namespace FolioModel.Cli.Content.Core.Failure;

internal sealed partial class FailureSubject
{
    private void DefineUnused()
    {
        Define("free page fails", 2, Soft, Number("CPU", Cpus), FreePageFails);
        Define("driver's page fails", 1, Soft, DriversPageFails);
        Define("page that is no memory fails", 1, Soft, NoMemoryFails);
    }

    private StepResult FreePageFails(bool soft, long cpu)
    {
        Pfn pfn;
        using (Machine.TaskScope scope = Machine.RunAs(_tasks[cpu]))
        {
            Folio folio = Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
            if (folio.IsNone)
            {
                return Errno.ENOMEM;
            }

            pfn = folio.Pfn;
            folio.Put();
        }

        long free = FreePages;
        long bad = Machine.Statistics.Poisoned;
        Expect("a free page", soft ? Machine.SoftOffline(pfn) : Machine.MemoryFailure(pfn), Errno.None);
        Expect("free pages", FreePages, free - 1);
        Expect("bad pages", Machine.Statistics.Poisoned, bad + 1);
        Expect("holders", Sum(Machine.PeekFolio(pfn)), "memory failure 1");
        Expect("once more", Machine.MemoryFailure(pfn), Errno.EHWPOISON);
        Expect("softly once more", Machine.SoftOffline(pfn), Errno.None);
        Expect("bad pages after more failures", Machine.Statistics.Poisoned, bad + 1);
        Done(pfn);
        Expect("free pages afterwards", FreePages, free);
        Expect("unpoison of a good page", Machine.Unpoison(pfn), Errno.EBUSY);
        return StepResult.Ok;
    }

    private StepResult DriversPageFails(bool soft)
    {
        Folio folio = Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        if (folio.IsNone)
        {
            return Errno.ENOMEM;
        }

        Pfn pfn = folio.Pfn;
        Expect("a driver's page", soft ? Machine.SoftOffline(pfn) : Machine.MemoryFailure(pfn), soft ? Errno.EIO : Errno.EBUSY);
        Expect("poisoned", Machine.IsPoisoned(pfn), !soft);
        Expect("holders", Sum(folio), "caller (allocation) 1");
        long free = FreePages;
        folio.Put();
        Expect("free pages after the put", FreePages, soft ? free + 1 : free);
        Expect("never handed out", Machine.StateOf(pfn) == PageState.Offline, !soft);
        return StepResult.Ok;
    }

    private StepResult NoMemoryFails(bool soft)
    {
        Pfn behind = new(MachinePages);
        Expect("no memory", soft ? Machine.SoftOffline(behind) : Machine.MemoryFailure(behind), Errno.ENXIO);
        return StepResult.Ok;
    }
}
