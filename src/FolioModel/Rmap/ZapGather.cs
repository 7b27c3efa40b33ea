namespace FolioModel.Rmap;

/// <summary>
/// Collects the folios of entries that were taken out of page tables, so that their references are dropped after the address translation
/// caches have been flushed.
/// </summary>
/// <remarks>Models <c>struct mmu_gather</c>: its flush drains the LRU batches of the CPU first.</remarks>
internal sealed partial class ZapGather(Machine machine)
{
    private readonly List<int> _heads = [];
    private readonly List<int> _counts = [];

    public void Add(int head, int count)
    {
        if (_heads.Count > 0 && _heads[^1] == head)
        {
            _counts[^1] += count;
            return;
        }

        _heads.Add(head);
        _counts.Add(count);
    }

    /// <summary>Drops the references; nothing happens when nothing was collected.</summary>
    [Interleaved]
    public void Finish()
    {
        if (_heads.Count == 0)
        {
            return;
        }

        machine.Batches.Drain();
        for (int i = 0; i < _heads.Count; i++)
        {
            Folio folio = new(machine, _heads[i]);
            if (folio.Has(FolioFlags.SwapCache) && !folio.IsMapped && folio.TryLock())
            {
                machine.Swap.FreeSwapOf(folio);
                folio.Unlock();
            }

            machine.Put(_heads[i], _counts[i], HolderKind.PageTable, 0, "free_pages_and_swap_cache");
        }

        _heads.Clear();
        _counts.Clear();
    }
}
