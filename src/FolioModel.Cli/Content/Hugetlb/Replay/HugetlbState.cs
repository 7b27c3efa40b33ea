using FolioModel.Cli.Conform;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>The machine on which a trace is replayed: its pool, the file watched, and what the trace holds.</summary>
internal sealed class HugetlbState
{
    private const int MachinePages = 1 << 15;

    /// <summary>The pool's huge pages in the recordings that see everything.</summary>
    public const int UsualPool = 16;

    private readonly string? _mountOptions;
    private readonly List<long> _pooled = [];

    public HugetlbState(string trace, Order order, string? mountOptions, bool ledger, int poolPages = UsualPool)
    {
        Trace = trace;
        _mountOptions = mountOptions;
        Machine = new Machine(new MachineOptions { Pages = MachinePages, Ledger = ledger, LockChecking = true });
        Pool = new HugePagePool(Machine, new HugePagePoolOptions { Order = order });
        View = new HugetlbView(this);
        Pool.Resize(poolPages);
        Pool.Released = Note;
        Parent = Machine.CreateTask("program", 1);
        Child = Machine.CreateTask("child", 1);
    }

    public string Trace { get; }

    public Machine Machine { get; }

    public HugePagePool Pool { get; }

    public KernelTask Parent { get; }

    public KernelTask Child { get; }

    public HandleTable Handles { get; } = new();

    /// <summary>How the recording sees folios.</summary>
    public HugetlbView View { get; }

    /// <summary>The number of the operation under way.</summary>
    public int Operation { get; private set; }

    /// <summary>The mount in use, or null for a memfd.</summary>
    public HugetlbMount? Mount { get; private set; }

    /// <summary>The number of the mapping that the operation under way is about; null where the recording does not say it.</summary>
    public int? Slot { get; set; }

    /// <summary>The file watched, or null after it was closed.</summary>
    public HugetlbFile? File { get; private set; }

    /// <summary>A second file, not watched.</summary>
    public HugetlbFile? Other { get; private set; }

    /// <summary>The program's mappings, in the order in which they were made.</summary>
    public List<HugetlbMappedArea> Mappings { get; } = [];

    /// <summary>The child's mappings.</summary>
    public List<HugetlbMappedArea> ChildMappings { get; } = [];

    /// <summary>The pins of the trace, by slot.</summary>
    public List<HugetlbPin> Pins { get; } = [];

    /// <summary>Whether a slot of <see cref="Pins"/> is pinned; otherwise its pages were only got.</summary>
    public List<bool> IsPin { get; } = [];

    /// <summary>How the child's write went, as the recordings show it; null where they do not.</summary>
    public int? ChildResult { get; set; }

    /// <summary>How many SIGBUS the program got from an operation other than an access.</summary>
    public int SignalsReceived { get; set; }

    /// <summary>Pages pinned by the trace, by handle.</summary>
    public Dictionary<int, int> PinnedPages { get; } = [];

    /// <summary>Handles that went back to the pool in the operation under way, in order.</summary>
    public List<long> Pooled => _pooled;

    public void BeginOperation(int number)
    {
        Operation = number;
        ChildResult = null;
        SignalsReceived = 0;
        Handles.BeginOperation();
        _pooled.Clear();
    }

    /// <summary>Opens the file of the trace: on its mount the first time, and a memfd when the mount is gone.</summary>
    public void Open(bool onMount)
    {
        if (onMount)
        {
            Mount ??= HugetlbMount.Mount(Pool, HugetlbMountOptions.Parse(_mountOptions!)).Mount;
            File = Mount!.CreateFile("file");
            return;
        }

        Mount?.Unmount();
        Mount = null;
        File = Pool.CreateMemfd();
    }

    /// <summary>Mounts, if nothing is mounted.</summary>
    /// <param name="options">The options as <c>mount -o</c> takes them.</param>
    /// <returns>The error, or none.</returns>
    public Errno MountWith(string options)
    {
        HugetlbMountResult result = HugetlbMount.Mount(Pool, HugetlbMountOptions.Parse(options));
        Mount = result.Mount ?? Mount;
        return result.Error;
    }

    /// <summary>Unmounts.</summary>
    /// <returns>The error, or none.</returns>
    public Errno Unmount()
    {
        Errno error = Mount!.Unmount();
        Mount = error == Errno.None ? null : Mount;
        return error;
    }

    public void OpenOther() => Other = Pool.CreateMemfd("other");

    /// <summary>The program ends its use of the files: the child, all mappings and descriptors go.</summary>
    public void Close()
    {
        UnmapAll(ChildMappings);
        UnmapAll(Mappings);
        Other?.Close();
        Other = null;
        HugetlbFile file = File!;
        File = null;
        file.Close();
    }

    public static void UnmapAll(List<HugetlbMappedArea> mappings)
    {
        foreach (HugetlbMappedArea mapping in mappings)
        {
            mapping.Unmap();
        }

        mappings.Clear();
    }

    /// <summary>The mapping that an access of the trace goes to.</summary>
    public HugetlbMappedArea Accessed => Slot is { } slot ? Mappings[slot]
        : UnrecordedChoices.IsToNewest(Trace, Operation) ? Mappings[^1] : Mappings[0];

    /// <summary>Gives numbers to the folios that the program has mapped.</summary>
    public void KnowMapped()
    {
        foreach (HugetlbMappedArea mapping in Mappings)
        {
            foreach (HugetlbEntry entry in mapping.Entries.Values.Where(static e => !e.Poisoned))
            {
                Handles.Know(entry.Folio);
            }
        }
    }

    private void Note(HugePageRelease release)
    {
        if (Handles.Covering(release.Pfn.Value) is { } known)
        {
            Handles.Forget(known);
            _pooled.Add(known.Handle);
        }
    }
}
