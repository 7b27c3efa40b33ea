namespace FolioModel.Lru;

/// <content>The drain that frees dead folios, a proposal: <see cref="KernelProfile.FreesDeadFoliosAtDrain"/>.</content>
public sealed partial class LruBatches
{
    /// <summary>Frees the folios of an lru_add batch that only their slot holds; they never get to the LRU.</summary>
    /// <remarks>Models the proposed filter of <c>lru_add_drain</c> (April 2026). Reference effect: -1 for each of them.</remarks>
    private void FreeDead(int which)
    {
        ref Batch batch = ref At(which);
        int kept = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            int pfn = batch.Slots[i];
            if (_map[pfn].RefCount != 1 || !_references.PutAndTest(pfn, HolderOf(LruBatchKind.Add), which, "lru_add_drain"))
            {
                batch.Slots[kept++] = pfn;
                continue;
            }

            // A page that is freed must carry neither flag; the first version of the series forgot them.
            _map[pfn].Flags &= ~(FolioFlags.Active | FolioFlags.Unevictable);
            _machine.FreeFolio(pfn);
        }

        batch.Count = kept;
    }
}
