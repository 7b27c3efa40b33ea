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
        long freed = 1;
        for (int round = 0; freed >= 1L << round; round++)
        {
            freed = _groups is null ? Shrinkers.Shrink(null, GfpFlags.Kernel, 0).Objects : 0;
            for (int i = 0; i < (_groups?.All.Count ?? 0); i++)
            {
                freed += Shrinkers.Shrink(_groups!.All[i], GfpFlags.Kernel, 0).Objects;
            }

            all += freed;
        }

        return all;
    }
}
