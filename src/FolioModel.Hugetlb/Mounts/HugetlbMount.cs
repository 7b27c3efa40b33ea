namespace FolioModel.Hugetlb;

/// <summary>A mount, or why there is none.</summary>
/// <param name="Mount">The mount, or null.</param>
/// <param name="Error">The error, or <see cref="Errno.None"/>.</param>
public readonly record struct HugetlbMountResult(HugetlbMount? Mount, Errno Error);

/// <summary>A mounted hugetlbfs: files over one pool, perhaps within limits.</summary>
/// <remarks>Models the super block of <c>fs/hugetlbfs</c>.</remarks>
[SharedState("mount '{_name}'", Machine = "Pool.Machine")]
public sealed partial class HugetlbMount : ISharedState
{
    private readonly string _name;

    internal HugetlbMount(HugePagePool pool, string name, HugetlbSubpool? subpool)
    {
        Pool = pool;
        _stateNumber = pool.Machine.NewStateNumber();
        _name = name;
        Subpool = subpool;
    }

    /// <summary>Where its huge pages come from.</summary>
    public HugePagePool Pool { get; }

    /// <summary>Its limits, or null.</summary>
    public HugetlbSubpool? Subpool { get; }

    /// <summary>The files that exist, with a name or open.</summary>
    public IReadOnlyList<HugetlbFile> Files => FileList;

    /// <summary>Mounts.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="options">The limits; null for none.</param>
    /// <returns>
    /// The mount; <see cref="Errno.EINVAL"/> (the minimum is above the maximum); <see cref="Errno.ENOMEM"/> (the pool cannot reserve the
    /// minimum).
    /// </returns>
    /// <remarks>Models <c>hugetlbfs_fill_super</c> and <c>hugepage_new_subpool</c>.</remarks>
    [Interleaved]
    public static HugetlbMountResult Mount(HugePagePool pool, HugetlbMountOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        using KernelTask.FunctionScope function = pool.Machine.Current.Enter("hugetlbfs_fill_super");
        options ??= new HugetlbMountOptions();
        long? maximum = options.MaximumIn(pool);
        long? minimum = options.MinimumIn(pool);
        if (maximum is null && minimum is null)
        {
            return new HugetlbMountResult(new HugetlbMount(pool, options.Name, null), Errno.None);
        }

        if (maximum < minimum)
        {
            return new HugetlbMountResult(null, Errno.EINVAL);
        }

        if (pool.Reserves.AccountMemory(minimum ?? 0) != Errno.None)
        {
            return new HugetlbMountResult(null, Errno.ENOMEM);
        }

        return new HugetlbMountResult(new HugetlbMount(pool, options.Name, new HugetlbSubpool(pool, maximum, minimum)), Errno.None);
    }

    /// <summary>Creates and opens a file.</summary>
    /// <param name="name">Its name.</param>
    public HugetlbFile CreateFile(string name) => CreateFile(name, links: 1);

    /// <summary>The result of <c>statfs</c>.</summary>
    /// <remarks>Models <c>hugetlbfs_statfs</c>. A minimum without a maximum leaks the -1 that stands for "no maximum".</remarks>
    public HugetlbStatistics Statistics()
    {
        if (Subpool is null)
        {
            return new HugetlbStatistics(Pool.PageBytes, 0, 0);
        }

        long blocks = Subpool.Maximum ?? -1;
        return new HugetlbStatistics(Pool.PageBytes, blocks, blocks - Subpool.Used);
    }

    /// <summary>
    /// Unmounts: files that only have a name end, and the minimum is given back once no folio that counts to the mount is held.
    /// </summary>
    /// <returns>Success, or <see cref="Errno.EBUSY"/> (a file is open or mapped).</returns>
    /// <remarks>Models <c>umount</c> and <c>hugetlbfs_put_super</c>.</remarks>
    [Interleaved]
    public Errno Unmount()
    {
        using KernelTask.FunctionScope function = Pool.Machine.Current.Enter("hugetlbfs_put_super");
        if (FileList.Exists(static f => f.Opens > 0))
        {
            return Errno.EBUSY;
        }

        foreach (HugetlbFile file in FileList.ToArray())
        {
            file.Unlink();
        }

        if (Subpool is not null)
        {
            Subpool.Unmount();
        }

        return Errno.None;
    }

    /// <inheritdoc/>
    public override string ToString() => Subpool is null ? $"'{_name}'" : $"'{_name}': {Subpool}";

    internal HugetlbFile CreateFile(string name, int links)
    {
        HugetlbFile file = new(this, name, links);
        FileList.Add(file);
        Pool.Files.Add(file);
        return file;
    }

    [Shared]
    private partial List<HugetlbFile> FileList { get; }

    internal void Forget(HugetlbFile file)
    {
        FileList.Remove(file);
        Pool.Files.Remove(file);
    }
}
