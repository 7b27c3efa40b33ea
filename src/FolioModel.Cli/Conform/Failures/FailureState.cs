namespace FolioModel.Cli.Conform.Failures;

/// <summary>The program of a case: its file, its mapping, the frames that its pages were last seen in, and what a step returned.</summary>
internal sealed class FailureState
{
    /// <summary>Pages of a file that the recorder watches, from its first one on.</summary>
    private const int Watched = 8;

    private const int MachinePages = 1 << 14;
    private const int SwapPages = 1 << 10;

    private readonly HashSet<int> _gone = [];

    public FailureState(string name, string kind, long pages, bool ledger)
    {
        Kind = kind;
        Pages = pages;
        Machine = new Machine(new MachineOptions { Pages = MachinePages, Ledger = ledger, LockChecking = ledger });
        Process = Machine.CreateProcess("program");
        if (name.Contains("swapped", StringComparison.Ordinal))
        {
            Machine.Swap.SwapOn(SwapPages, new SwapDevice());
        }

        File = FailureFile.Create(this);
    }

    public string Kind { get; }

    public long Pages { get; }

    public Machine Machine { get; }

    public ProcessMemory Process { get; }

    /// <summary>The file, or null where a case has none and after it was closed.</summary>
    public FailureFile? File { get; set; }

    /// <summary>Pages that a pipe holds.</summary>
    public List<Folio> Held { get; } = [];

    /// <summary>The frame that each page was last seen in.</summary>
    public SortedDictionary<int, Pfn> Frames { get; } = [];

    public long Result { get; set; }

    /// <summary>Whether the step got SIGBUS for itself, with this code; 0 for none.</summary>
    public int Signal { get; set; }

    /// <summary>The code of a SIGBUS that came beside a step that went on; 0 for none.</summary>
    public int LateSignal { get; set; }

    public void Begin()
    {
        Result = 0;
        Signal = 0;
        LateSignal = 0;
    }

    /// <summary>Whether a page's frame was freed since it was last seen in use: it may have any owner then.</summary>
    public bool IsGone(int page) => _gone.Contains(page);

    public void MarkGone(int page) => _gone.Add(page);

    public void MarkSeen(int page) => _gone.Remove(page);

    /// <summary>Looks up which frames the mapping shows, as <c>/proc/pid/pagemap</c> does.</summary>
    public void LearnFrames()
    {
        for (int page = 0; page < Math.Min(Watched, Pages); page++)
        {
            if (File?.FrameAt(page) is { } pfn)
            {
                Frames[page] = pfn;
                MarkSeen(page);
            }
        }
    }

    public Pfn FrameOf(int page)
    {
        MarkSeen(page);
        return Frames[page];
    }

    public void CleanUp()
    {
        Held.ForEach(static folio => folio.PutFromAccess());
        Held.Clear();
        File?.Unmap();
        Process.Exit();
        File?.Close();
        Machine.Batches.DrainAll();
    }
}
