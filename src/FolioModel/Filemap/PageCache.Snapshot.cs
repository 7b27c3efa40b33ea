using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class PageCache
{
    /// <summary>The nodes of the tree, parents first.</summary>
    internal IEnumerable<NodeSnapshot> NodeSnapshots() => _entries.HeadNode is { } head ? NodeSnapshots(head) : [];

    private static IEnumerable<NodeSnapshot> NodeSnapshots(XNode node)
    {
        yield return new NodeSnapshot(new PageIndex(node.FirstIndex), node.Shift, [.. SlotSnapshots(node)]);
        for (int slot = 0; slot < node.Slots; slot++)
        {
            if (node.ChildAt(slot) is { } child)
            {
                foreach (NodeSnapshot below in NodeSnapshots(child))
                {
                    yield return below;
                }
            }
        }
    }

    private static IEnumerable<SlotSnapshot> SlotSnapshots(XNode node)
    {
        for (int slot = 0; slot < node.Slots; slot++)
        {
            XEntry entry = node.EntryAt(slot);
            if (!entry.IsNull)
            {
                yield return new SlotSnapshot(
                    slot, ContentOf(entry), entry.IsPointer ? new Pfn(entry.PointerId) : null, entry.IsValue ? entry.Value : null,
                    entry.IsSibling ? entry.SiblingSlot : null, HasMark(node, slot, PageCacheTag.Dirty),
                    HasMark(node, slot, PageCacheTag.Writeback), HasMark(node, slot, PageCacheTag.ToWrite));
            }
        }
    }

    private static bool HasMark(XNode node, int slot, PageCacheTag tag) => (node.MarkBitmap((XMark)tag) >> slot & 1) != 0;

    private static SlotContent ContentOf(XEntry entry) =>
        entry.IsPointer ? SlotContent.Folio
        : entry.IsValue ? SlotContent.Value
        : entry.IsSibling ? SlotContent.Sibling
        : entry.IsNode ? SlotContent.Node
        : SlotContent.Internal;
}
