namespace FolioModel;

public sealed partial class AddressSpace
{
    /// <summary>The inode has ended (<see cref="EvictInode"/>): the mapping takes no more folios.</summary>
    public bool IsEvicted { get; private set; }

    /// <summary>The inode is going away: from now on reclaim leaves no shadows.</summary>
    /// <remarks>Models <c>mapping_set_exiting</c>, for owners that empty the cache themselves before <see cref="EvictInode"/>.</remarks>
    public void MarkExiting() => IsExiting = true;

    /// <summary>The end of the inode: no shadows any more, everything is truncated, and the address space is forgotten.</summary>
    /// <exception cref="KernelBugException">Entries are left.</exception>
    /// <remarks>Models <c>truncate_inode_pages_final</c> and <c>clear_inode</c>.</remarks>
    [Interleaved]
    public void EvictInode()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("truncate_inode_pages_final");
        if (IsEvicted)
        {
            throw new KernelBugException($"clear_inode: {this} is gone already") { Task = _machine.Current };
        }

        IsExiting = true;
        if (!Pages.Tree.IsEmpty)
        {
            Pages.Lock.Acquire();
            Pages.Lock.Release();
            Truncate(default, ByteOffset.ToEnd);
        }

        if (Pages.Count.Value != 0)
        {
            throw new KernelBugException($"clear_inode: {this} still counts {Pages.Count.Value} pages")
            {
                Task = _machine.Current,
                Invariant = CacheInvariants.FullTruncationLeavesNothing,
            };
        }

        Pages.Tree.Destroy();
        _machine.Forget(this);
        IsEvicted = true;
    }
}
