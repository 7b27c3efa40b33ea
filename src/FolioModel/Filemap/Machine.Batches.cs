namespace FolioModel;

public sealed partial class Machine
{
    private readonly Stack<FolioBatch> _idleBatches = new();

    /// <summary>Evictions and refaults.</summary>
    public WorkingSet WorkingSet { get; }

    /// <summary>Whether there is swap space, so that anonymous memory counts as reclaimable.</summary>
    public bool HasSwap { get; set; }

    /// <summary>A batch for one operation; operations nest, so there may be several.</summary>
    internal FolioBatch RentBatch()
    {
        if (!_idleBatches.TryPop(out FolioBatch? batch))
        {
            batch = new FolioBatch(this);
        }

        batch.Reuse();
        return batch;
    }

    internal void ReturnBatch(FolioBatch batch) => _idleBatches.Push(batch);

    /// <summary>A lookup met a folio whose count is 0. Its owner must go on before the lookup can.</summary>
    [SuspendsAs(nameof(SpinOnFrozenAsync))]
    internal void SpinOnFrozen(int pfn)
    {
        if (Scheduler is null)
        {
            throw new KernelDeadlockException(
                $"{Current} spins on a folio whose count is 0, and operations run straight to their end, so nobody can unfreeze it: {Dump(pfn)}")
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
