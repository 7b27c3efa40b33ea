namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Waits until a folio whose count is 0 is unfrozen: the task that froze it must run before a lookup can go on.</summary>
    [SuspendsAs(nameof(SpinOnFrozenAsync))]
    internal void SpinOnFrozen(int pfn)
    {
        if (Scheduler is null)
        {
            throw new KernelDeadlockException(
                $"{Current} spins on a folio whose count is 0, and operations run straight to their end, so no task can unfreeze it: "
                + Dump(pfn))
            {
                Reason = WaitReason.Freeze,
                Task = Current,
                Folio = FolioAt(pfn),
                Holders = HoldersAt(pfn),
            };
        }

        SpinFor(WaitReason.Freeze, this, $"the freeze of pfn 0x{pfn:x}", null);
    }
}
