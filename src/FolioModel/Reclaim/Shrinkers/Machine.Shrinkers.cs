using FolioModel.Groups;
using FolioModel.Reclaim;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>The caches that can give up objects when memory is short.</summary>
    public Shrinkers Shrinkers => field ??= new Shrinkers(this);

    /// <summary>The tree nodes that hold nothing but shadows.</summary>
    internal ShadowNodes ShadowNodes { get; }

    /// <summary>Frees what the shrinkers can spare, for all groups, as often as that still yields something.</summary>
    /// <returns>Objects freed.</returns>
    /// <remarks>Models a write of 2 to <c>vm.drop_caches</c> (<c>drop_slab</c>).</remarks>
    public long DropSlab()
    {
        CheckThread();
        long all = 0;
        long freed;

        // Some shrinkers keep finding a few objects for ever; each further round must yield twice as much as the one before had to.
        long worthAnotherRound = 1;
        do
        {
            freed = ShrinkAllOnce();
            all += freed;
            worthAnotherRound *= 2;
        }
        while (freed >= worthAnotherRound);
        return all;
    }

    /// <summary>Asks the shrinkers of every group for all that they can spare at once.</summary>
    private long ShrinkAllOnce()
    {
        const int MostUrgent = 0;
        if (_groups is not { } groups)
        {
            return Shrinkers.Shrink(null, GfpFlags.Kernel, MostUrgent).Objects;
        }

        long freed = 0;
        for (int i = 0; i < groups.All.Count; i++)
        {
            freed += Shrinkers.Shrink(groups.All[i], GfpFlags.Kernel, MostUrgent).Objects;
        }

        return freed;
    }
}
