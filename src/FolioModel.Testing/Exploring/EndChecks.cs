namespace FolioModel.Testing;

/// <summary>The checks that are made when all tasks are done.</summary>
internal static class EndChecks
{
    public static void Run(Execution execution, Action<Violation> fail)
    {
        World world = execution.World;
        foreach (TaskRun run in execution.Runs)
        {
            foreach (HeldLock held in world.Machine.LocksHeldBy(run.Task))
            {
                // A class that is left out is not taken, so nothing can be said of who has it.
                if (held.Class != world.Machine.SkippedLock)
                {
                    fail(new Violation(ViolationKind.LockLeft, $"{run.Task} is done and holds {Describe(world.Machine, held)}", [])
                    {
                        Task = run.Task,
                        Lock = held.Class,
                    });
                }
            }
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
            fail(new Violation(ViolationKind.Invariant, broken.ToString(), [])
            {
                Folio = broken.Folio,
                Holders = broken.Holders,
                Invariant = broken.Invariant,
            });
        }

        foreach ((string what, Func<string?> check) in world.Ends)
        {
            if (Claims.Test(check) is { } wrong)
            {
                fail(new Violation(ViolationKind.AtEnd, $"{what}: {wrong}", []));
            }
        }
    }

    private static string Describe(Machine machine, HeldLock held) =>
        held.Lock is null && machine.PeekFolio(held.Frame) is { IsNone: false } folio ? $"the lock of {folio.Describe()}" : held.Name;

    private static void CheckFolio(Execution execution, Folio folio, bool leaks, Action<Violation> fail)
    {
        if (folio.RefCount == 0)
        {
            if (folio.Has(FolioFlags.Hugetlb))
            {
                // On its pool's free list, as it should be; whether it is there says I-110.
                return;
            }

            fail(new Violation(ViolationKind.AtEnd, $"{folio} is still frozen", []) { Folio = folio, Holders = folio.Holders });
            return;
        }

        ReferenceHolder? leak = leaks ? folio.Holders.FirstOrDefault(h => h.Task is not null && h.Task != execution.World.Machine.Boot)
            : null;
        if (leak is not null)
        {
            fail(new Violation(ViolationKind.Leak, $"{leak.Task} is done and owns {leak} of {folio.Describe()}", [])
            {
                Task = leak.Task,
                Folio = folio,
                Holder = leak,
                Holders = folio.Holders,
            });
        }
    }
}
