using FolioModel.Groups;

namespace FolioModel.Reclaim;

internal sealed partial class MemoryReclaim
{
    /// <summary>Frees objects of a group beside its folios. Memory that these give back helps the node, but is no group's.</summary>
    private void ShrinkObjects(ReclaimControl control, MemoryGroup? group)
    {
        (_, long pages) = _machine.Shrinkers.Shrink(group, control.Gfp, control.Priority);
        control.Reclaimed += control.IsGroupReclaim ? 0 : pages;
    }
}
