namespace FolioModel.Exploration;

/// <summary>What is looked at when all tasks are done.</summary>
internal static class EndChecks
{
    public static void Run(Execution execution, Action<ViolationKind, string> fail)
    {
        World world = execution.World;
        foreach (AddressSpace space in world.Machine.AddressSpaces)
        {
            CheckFree(space.PagesLock, fail);
            CheckFree(space.InodeLock, fail);
            CheckFree(space.InvalidateLock, fail);
        }

        for (int pfn = 0; pfn < world.Machine.Options.Pages; pfn++)
        {
            Folio folio = world.Machine.PeekFolio(new Pfn(pfn));
            if (!folio.IsNone && folio.Pfn.Value == pfn)
            {
                CheckFolio(execution, folio, world.ChecksLeaks, fail);
            }
        }

        if (world.Machine.Validate() is [{ } broken, ..])
        {
            fail(ViolationKind.Invariant, broken.ToString());
        }

        foreach ((string what, Func<string?> check) in world.Ends)
        {
            if (Claims.Test(check) is { } wrong)
            {
                fail(ViolationKind.AtEnd, $"{what}: {wrong}");
            }
        }
    }

    private static void CheckFree(SpinLock spin, Action<ViolationKind, string> fail)
    {
        if (spin.Owner is { } owner)
        {
            fail(ViolationKind.LockLeft, $"{owner} is done and holds {spin.Name}");
        }
    }

    private static void CheckFree(RwSemaphore semaphore, Action<ViolationKind, string> fail)
    {
        if (semaphore.Writer is not null || semaphore.Readers > 0)
        {
            fail(ViolationKind.LockLeft, $"all are done, and {semaphore.Name} is {semaphore.Describe()}");
        }
    }

    private static void CheckFolio(Execution execution, Folio folio, bool leaks, Action<ViolationKind, string> fail)
    {
        if (folio.RefCount == 0)
        {
            if (folio.Has(FolioFlags.Hugetlb))
            {
                // On its pool's free list, as it should be; whether it is there says I-110.
                return;
            }

            fail(ViolationKind.AtEnd, $"{folio} is still frozen");
            return;
        }

        if (folio.IsLocked && execution.World.Machine.LockOwnerOf(folio) is { } owner && execution.Runs.Any(run => run.Task == owner))
        {
            fail(ViolationKind.LockLeft, $"{owner} is done and holds the lock of {folio.Describe()}");
        }

        ReferenceHolder? leak = leaks ? folio.Holders.FirstOrDefault(h => h.Task is not null && h.Task != execution.World.Machine.Boot) : null;
        if (leak is not null)
        {
            fail(ViolationKind.Leak, $"{leak.Task} is done and owns {leak} of {folio.Describe()}");
        }
    }
}
