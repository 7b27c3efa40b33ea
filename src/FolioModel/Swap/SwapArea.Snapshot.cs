namespace FolioModel.Swap;

public sealed partial class SwapArea
{
    /// <summary>The slots in use. Slot 0 is the header.</summary>
    internal IEnumerable<SwapSlotSnapshot> SlotSnapshots()
    {
        for (int offset = 1; offset < _allSlots.Length; offset++)
        {
            int users = _allSlots.CountOf((ulong)offset);
            bool isCached = _allSlots.IsCached((ulong)offset);
            if (users > 0 || isCached)
            {
                yield return new SwapSlotSnapshot(offset, users, isCached);
            }
        }
    }
}
