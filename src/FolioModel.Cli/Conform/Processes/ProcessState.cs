using FolioModel.Shmem;

namespace FolioModel.Cli.Conform.Processes;

/// <summary>The user program of a trace: its file, its mappings, its child, what it pinned.</summary>
internal sealed class ProcessState
{
    public ProcessState(string name, string kind, RecordedMachine recorded)
    {
        Name = name;
        Kind = kind;
        Recorded = recorded;
        FreedMemory = new FreedMemory(Handles);
        View = new ProcessView(this);
        Inside = new MomentLog(Look, FreedMemory);
        Parent = recorded.Machine.CreateProcess("program");
        recorded.Machine.Observer = Inside;
        if (name.StartsWith("swap", StringComparison.Ordinal) && recorded.Swap is null)
        {
            recorded.SwapOn();
        }
    }

    public string Name { get; }

    /// <summary>The kind of the file: <see cref="RecordedMachine.Shmem"/> or <see cref="RecordedMachine.GuestMemfd"/>.</summary>
    public string Kind { get; }

    public RecordedMachine Recorded { get; }

    public Machine Machine => Recorded.Machine;

    public HandleTable Handles { get; } = new();

    /// <summary>How the recording sees folios.</summary>
    public ProcessView View { get; }

    public FreedMemory FreedMemory { get; }

    /// <summary>How folios stood inside the operation.</summary>
    public MomentLog Inside { get; }

    public ProcessMemory Parent { get; }

    public ProcessMemory? Child { get; set; }

    /// <summary>The file, null before it is opened and after it is closed.</summary>
    public ProcessFile? File { get; set; }

    /// <summary>Pages that the file was opened with.</summary>
    public long PagesOpened { get; set; }

    /// <summary>Pages of the mapping made first.</summary>
    public long PagesOfMain { get; set; }

    /// <summary>Pages of the mapping made after it.</summary>
    public long PagesOfOther { get; set; }

    public ShmemFile Shmem => ((ShmemProcessFile)File!).Shmem;

    /// <summary>The frame in which a page of the file was last seen, for what is done to frames.</summary>
    public Dictionary<long, Pfn> Frames { get; } = [];

    public bool IsHuge => Name.Contains("_huge/", StringComparison.Ordinal);

    /// <summary>The mapping made first, and the last one made after it.</summary>
    public VirtualPage? Main { get; set; }

    public VirtualPage? Other { get; set; }

    /// <summary>Pages pinned (or got) by slot.</summary>
    public Dictionary<int, (IReadOnlyList<Folio> Folios, bool Pinned)> Slots { get; } = [];

    /// <summary>Folios that a ring's registered buffers pin, each once however many of its pages.</summary>
    public List<(Folio Folio, int Pins)> Ring { get; } = [];

    /// <summary>Pages in the pipe, first in first out, and whether they came from the process's memory or from the file.</summary>
    public Queue<(Folio Folio, bool FromMemory)> Pipe { get; } = new();

    /// <summary>Pins by handle that the recorder counts.</summary>
    public Dictionary<int, int> Pins { get; } = [];

    public string Note { get; private set; } = "";

    public int Number { get; private set; }

    /// <summary>The result of the system call, a negative errno for a failure.</summary>
    public long Result { get; set; }

    /// <summary>The signal that a touch got, or null.</summary>
    public string? Signal { get; set; }

    /// <summary>A variant of an operation that the model does not have, or null.</summary>
    public string? Missing { get; set; }

    /// <summary>The signal code of a touch, 0 for none.</summary>
    public int SignalCode { get; set; }

    /// <summary>How many SIGBUS the program got from an operation other than a touch.</summary>
    public int SignalsReceived { get; set; }

    /// <summary>The mapping that an operation means. The recordings do not say; their notes do.</summary>
    public VirtualPage Target
    {
        get
        {
            bool second = Note.Contains("second", StringComparison.Ordinal) || Note.Contains("in it", StringComparison.Ordinal)
                || (Name == "mapped_huge/pmd_and_ptes" && Note == "write 3");
            return second && Other is { } other ? other : Main ?? Other ?? throw new InvalidOperationException("nothing is mapped");
        }
    }

    public void BeginOperation(RecordedLine line)
    {
        Handles.BeginOperation();
        FreedMemory.Clear();
        Note = line.Text("note");
        Number = line.Int32("i");
        Result = 0;
        Signal = null;
        SignalCode = 0;
        SignalsReceived = 0;
    }

    public KnownFolio Known(RecordedLine arguments) =>
        Handles.Find(arguments.Int32("h", 0)) ?? throw arguments.Malformed("h", "expected the number of a living folio");

    private FolioMoment Look(Folio folio) => new(folio.Pfn.Value, folio.RefCount, FolioRow.FlagsOf(folio, View))
    {
        MapCount = folio.MapCount,
        Own = Handles.Find(folio)?.Own ?? 0,
        ExtraFlags = FolioRow.ExtraFlagsOf(folio, View),
        IsCached = folio.Mapping is { } mapping && mapping.Pages.Peek(folio.Index).Folio == folio ? 1 : 0,
        FilePages = File?.Mapping.Pages.Count.Value ?? 0,
    };

    public void CleanUp()
    {
        Machine.Observer = null;
        Recorded.Device.Writing = null;
        Machine.Batches.DrainAll();
    }
}
