using FolioModel.Hugetlb;
using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Core.Failure;

/// <summary>
/// Memory failure under test: each operation brings a page into a state of the table in <c>docs/reference/memory-failure.md</c>, lets its
/// memory fail, compares what the table says, uses the page afterwards, and gives back what can be given back.
/// </summary>
internal sealed partial class FailureSubject : MachineSubject
{
    private const int MachinePages = 1 << 13;
    private const int Cpus = 2;
    private const long Page = PageSize.Bytes;

    private readonly KernelTask[] _tasks;
    private readonly ProcessMemory _process;
    private readonly HugePagePool _pool;
    private readonly ShmemMount _mount;
    private Finding? _broken;

    /// <summary>Builds a machine with swap, a process and a pool of huge pages.</summary>
    public FailureSubject()
        : base(new MachineOptions { Pages = MachinePages, Cpus = Cpus, Ledger = true, LockChecking = true })
    {
        Machine.Swap.SwapOn(1024);
        _tasks = [Machine.Boot, Machine.CreateTask("other CPU", 1)];
        _process = Machine.CreateProcess("process");
        _mount = new ShmemMount(Machine);
        _pool = new HugePagePool(Machine);
        AtEnd(_process.Exit);
        AtEnd(GiveMemoryBack);
        AtEnd(SpendReserve);
        AtEnd(() => _pool.Resize(0));
        DefineMemory();
        DefineUnused();
        DefineFiles();
        DefineShmem();
        DefineProcesses();
        DefineHugePages();
    }

    private static Parameter<bool> Held => new ChoiceParameter<bool> { Name = "held", Choices = [false, true], Shown = Said };

    private static Parameter<bool> Dirty => new ChoiceParameter<bool> { Name = "dirty", Choices = [false, true], Shown = Said };

    private static Parameter<bool> Soft => new ChoiceParameter<bool> { Name = "soft", Choices = [false, true], Shown = Said };

    private static string Said(bool yes) => yes ? "yes" : "no";

    /// <inheritdoc/>
    public override Finding? CheckStep() => _broken ?? base.CheckStep();

    private StepResult Done(params Pfn[] kept)
    {
        foreach (Pfn pfn in kept)
        {
            Expect("unpoison", Machine.Unpoison(pfn), Errno.None);
            Expect("the poison is gone", Machine.IsPoisoned(pfn), false);
        }

        return StepResult.Ok;
    }

    private void Expect<T>(string what, T actual, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
        {
            _broken ??= new Finding("failure", $"{what}: expected {expected}, found {actual}");
        }
    }

    /// <summary>The holders as a sum, kinds in the order of their names.</summary>
    private static string Sum(Folio folio) => string.Join(" + ",
        folio.Holders.GroupBy(static h => h.Kind.Name).OrderBy(static g => g.Key, StringComparer.Ordinal)
            .Select(static g => $"{g.Key} {g.Sum(static h => h.Count)}"));

    private long FreePages => Machine.Allocator.FreePageCount.Value + Machine.Allocator.PerCpuPageCount.Value;

    /// <summary>A cached folio of a file on a disk, on its LRU list; null where there is no memory for one of that order.</summary>
    private Folio? Cached(int order, bool dirty = false, bool drained = true, bool unevictable = false)
    {
        if (!FillReserve())
        {
            return null;
        }

        AddressSpace file = Machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "disk", MaxOrder = new Order(order), Size = Page << order, Unevictable = unevictable });
        FolioResult got = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Grab, file.GfpMask, new Order(order));
        if (!got.IsOk)
        {
            Expect("a page that cannot be had", got.Error, Errno.ENOMEM);
            Hit("the page itself was not to be had");
            Evict(file);
            return null;
        }

        Folio folio = got.Folio;
        folio.MarkUptodate();
        if (dirty)
        {
            folio.MarkDirty();
        }

        folio.Unlock();
        folio.Put();
        if (folio.Order.Value != order)
        {
            Evict(file);
            return null;
        }

        if (drained)
        {
            Machine.Batches.DrainAll();
        }

        SpendReserve();
        return folio;
    }

    private static void Evict(AddressSpace file) => file.EvictInode();
}
