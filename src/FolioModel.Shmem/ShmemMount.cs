namespace FolioModel.Shmem;

/// <summary>A mounted tmpfs: what its files share.</summary>
/// <remarks>Models <c>struct shmem_sb_info</c>, without inode limits and quotas.</remarks>
[SharedState("tmpfs")]
public sealed partial class ShmemMount : ISharedState
{
    [Shared]
    private readonly LinkedList<ShmemFile> _shrinkList = new();

    [NotShared("for reports and invariants: no operation looks a file up here")]
    private readonly List<ShmemFile> _files = [];

    /// <summary>Mounts one.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="options">Limits and policies; null for none.</param>
    public ShmemMount(Machine machine, ShmemMountOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Machine = machine;
        _stateNumber = machine.NewStateNumber();
        Options = options ?? new ShmemMountOptions();
        machine.AddInvariants(new ShmemChecks(this));
    }

    /// <summary>The machine whose memory its files use.</summary>
    public Machine Machine { get; }

    /// <summary>How it was mounted.</summary>
    public ShmemMountOptions Options { get; }

    /// <summary>Pages that its files are charged for, in memory or in swap (<c>used_blocks</c>).</summary>
    [Shared]
    public partial PageCount UsedPages { get; private set; }

    /// <summary>Files with a huge page that reaches beyond their end, which can be split to free its tail.</summary>
    public IReadOnlyCollection<ShmemFile> ShrinkList => _shrinkList;

    /// <summary>Its files, in the order in which they were made.</summary>
    public IReadOnlyList<ShmemFile> Files => _files;

    /// <summary>Makes a file.</summary>
    /// <param name="options">Name, size and policies; null for the defaults.</param>
    public ShmemFile CreateFile(ShmemOptions? options = null)
    {
        ShmemFile file = new(this, options ?? new ShmemOptions());
        _files.Add(file);
        return file;
    }

    internal void Forget(ShmemFile file)
    {
        TrackState();
        _shrinkList.Remove(file);
        _files.Remove(file);
    }

    /// <summary>Charges pages to the mount.</summary>
    /// <returns>False when that would exceed its limit.</returns>
    /// <remarks>Models <c>shmem_inode_acct_blocks</c>.</remarks>
    internal bool TryCharge(long pages)
    {
        if (Options.MaxPages > 0 && UsedPages.Value + pages > Options.MaxPages)
        {
            return false;
        }

        UsedPages += new PageCount(pages);
        return true;
    }

    /// <summary>Pages that can still be charged; without a limit, more than there are.</summary>
    internal long Room => Options.MaxPages > 0 ? Math.Max(Options.MaxPages - UsedPages.Value, 0) : int.MaxValue;

    internal void Uncharge(long pages) => UsedPages -= new PageCount(pages);

    internal void AddToShrinkList(ShmemFile file)
    {
        TrackState();
        if (!_shrinkList.Contains(file))
        {
            _shrinkList.AddLast(file);
        }
    }

    /// <summary>Splits huge pages that reach beyond the end of their file, so that the pages behind the end are freed.</summary>
    /// <param name="wanted">Pages after which it may stop.</param>
    /// <remarks>Models <c>shmem_unused_huge_shrink</c>.</remarks>
    [Interleaved]
    internal void ShrinkUnused(long wanted)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("shmem_unused_huge_shrink");
        long freed = 0;
        foreach (ShmemFile file in _shrinkList.ToArray())
        {
            if (freed >= wanted)
            {
                return;
            }

            (bool done, long pages) = file.SplitAtEnd();
            freed += pages;
            if (done)
            {
                _shrinkList.Remove(file);
            }
        }
    }
}
