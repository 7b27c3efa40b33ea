using System.Collections.Immutable;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>
/// hugetlb under test: a pool of few huge pages, a mount with limits and others that come and go, files, private and shared mappings of a
/// process and its children, pins, migration, signals and lack of memory. Running out is as common as succeeding.
/// </summary>
internal sealed partial class HugetlbSubject : MachineSubject
{
    private const int FilePages = 6;
    private const int MachinePages = 512;

    private static readonly Order s_order = new(1);

    private readonly HugetlbRefinement? _refinement;
    private readonly HugePagePool _pool;
    private readonly HugetlbMount _mount;
    private readonly Scope<HugetlbFile> _files;
    private readonly Scope<HugetlbMappedArea> _areas;
    private readonly Scope<HugetlbPin> _pins;
    private readonly Scope<HugetlbMount> _mounts;
    private bool _failsDescriptors;

    /// <summary>Builds one with a limited mount, without refinement.</summary>
    public HugetlbSubject()
        : this(new HugetlbSubjectOptions())
    {
    }

    /// <summary>Builds one.</summary>
    /// <param name="options">Which.</param>
    public HugetlbSubject(HugetlbSubjectOptions options)
        : base(
            new MachineOptions { Pages = MachinePages, Ledger = true, LockChecking = true },
            (options ?? throw new ArgumentNullException(nameof(options))).Monitor)
    {
        _pool = new HugePagePool(Machine, new HugePagePoolOptions { Order = s_order, FailsDescriptor = () => _failsDescriptors });
        _pool.Resize(options.PoolPages);
        HugetlbMountOptions limits = Limits(options.Maximum, options.Minimum);
        _mount = HugetlbMount.Mount(_pool, limits).Mount
            ?? throw new ArgumentException($"a pool of {options.PoolPages} cannot keep {options.Minimum} for the mount", nameof(options));
        _files = NewScope<HugetlbFile>(crowd: 4);
        _areas = NewScope<HugetlbMappedArea>(crowd: 6);
        _pins = NewScope<HugetlbPin>(crowd: 4);
        _mounts = NewScope<HugetlbMount>(crowd: 2);
        _refinement = options.Refined ? new HugetlbRefinement(_pool, options.PoolPages, _mount, options.Maximum, options.Minimum) : null;
        DefineFiles();
        DefineAreas();
        DefinePool(options.Refined);
        DefineMisuse();
        AtEnd(ClosePool);
    }

    private static Parameter<long> Place => Number("place", FilePages);

    private static Parameter<long> Count => Number("pages", 4, from: 1);

    private long Bytes(long pages) => pages * _pool.PageBytes;

    /// <inheritdoc/>
    public override Finding? CheckStep() => _refinement?.Compare() ?? base.CheckStep();

    /// <inheritdoc/>
    public override Finding? Finish()
    {
        Finding? finding = base.Finish();
        return finding?.Invariant == ReferenceInvariants.BalancedProgramLeaksNothing && IsKeptByLostReserves ? null : finding ?? Remains();
    }

    /// <inheritdoc/>
    protected override void GiveBack()
    {
        _failsDescriptors = false;
        Machine.Current.SignalPending = false;
        foreach (HugetlbPin pin in _pins.Things.ToImmutableArray())
        {
            pin.Release();
        }

        foreach (HugetlbMappedArea area in _areas.Things.ToImmutableArray())
        {
            area.Unmap();
        }

        foreach (HugetlbFile file in _files.Things.ToImmutableArray())
        {
            Close(file);
        }
    }

    private HugetlbMountOptions Limits(long? maximum, long? minimum) => new()
    {
        MaximumBytes = maximum * _pool.PageBytes,
        MinimumBytes = minimum * _pool.PageBytes,
    };

    private static void Close(HugetlbFile file)
    {
        if (file.Links > 0)
        {
            file.Unlink();
        }

        file.Close();
    }

    /// <summary>Gives the pool's memory back to the machine, so that what was lost shows as a leak.</summary>
    private void ClosePool()
    {
        foreach (HugetlbMount mount in _mounts.Things.ToImmutableArray().Add(_mount))
        {
            mount.Unmount();
        }

        _pool.Overcommit = 0;
        _pool.Resize(0);
    }

    /// <summary>
    /// 6.12 loses count of reserves on a few paths. A reserve that no longer has an owner keeps its page in the pool; with fewer than none
    /// the unsigned count of pages in need is enormous, and the pool keeps all. Then, and only then, the pool cannot be emptied.
    /// </summary>
    private bool IsKeptByLostReserves
    {
        get
        {
            long left = Machine.Allocator.ManagedPageCount.Value - Machine.Allocator.FreePageCount.Value
                - Machine.Allocator.OfflinePageCount.Value;
            return _pool.Total > 0 && _pool.Total <= MostKept && left == _pool.Total * _pool.Order.Pages;
        }
    }

    /// <summary>The most pages that an unused pool may keep.</summary>
    private long MostKept => _pool.Reserves.CountedInError < 0 ? long.MaxValue : _pool.Reserves.CountedInError;

    private Finding? Remains()
    {
        long lost = _pool.Reserves.CountedInError;
        return _pool.Reserved == lost && _pool.Total <= MostKept && _pool.Free == _pool.Total && _pool.Reserves.Holders().IsEmpty
            ? null
            : new Finding("hugetlb", $"the pool was emptied and has {_pool.Counters}; {lost} reserves are counted in error");
    }
}
