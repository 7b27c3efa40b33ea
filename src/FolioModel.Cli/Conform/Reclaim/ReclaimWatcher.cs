using FolioModel.Groups;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>Writes down what the model's reclaim does in the words of the recordings, and walks the recorded events along.</summary>
internal sealed class ReclaimWatcher(RecordedTokens tokens) : IReclaimObserver
{
    private readonly List<Victim> _victims = [];
    private readonly Dictionary<AddressSpace, int> _files = [];
    private readonly List<string> _log = [];
    private long _slot;

    /// <summary>All pages evicted until now, in order.</summary>
    public IReadOnlyList<Victim> Victims => _victims;

    /// <summary>Pages of files evicted until now.</summary>
    public int FileVictims { get; private set; }

    /// <summary>The events of the present operation.</summary>
    public string Log => string.Join(' ', _log);

    public void Know(AddressSpace file, int number) => _files[file] = number;

    /// <summary>Says which area, and which page of it, an anonymous folio belongs to.</summary>
    public Func<Folio, (int Area, uint Page)> PlaceOf { get; set; } = static _ => default;

    /// <summary>Another operation begins.</summary>
    public void BeginOperation() => _log.Clear();

    public void Begins(MemoryGroup? target)
    {
        _log.Add("[");
        tokens.Reach('[');
    }

    public void Ends(MemoryGroup? target, long reclaimed)
    {
        _log.Add($"]{reclaimed}");
        tokens.Reach(']');
    }

    public void Isolated(LruListKind list, long requested, long scanned, long skipped, long taken)
    {
        _log.Add($"I{(int)list}:{requested}:{scanned}:{skipped}:{taken}");
        tokens.Reach('I');
    }

    public void Judged(Folio folio, AddressSpace? mapping, FolioVerdict verdict)
    {
        if (verdict != FolioVerdict.Reclaimed)
        {
            return;
        }

        if (mapping is not null)
        {
            FileVictims++;
            Add(new Victim(_files[mapping], (uint)folio.Index.Value, 0));
        }
        else if (_slot != 0)
        {
            (int area, uint page) = PlaceOf(folio);
            Add(new Victim(area, page, _slot));
            _slot = 0;
        }
        else
        {
            _log.Add($"x{PlaceOf(folio).Page}");
        }
    }

    public void LeftInSwap(Folio folio, SwapEntry entry) => _slot = (long)entry.Offset;

    private void Add(Victim victim)
    {
        _victims.Add(victim);
        _log.Add(victim.ToString());
        tokens.Reach('-');
    }

    /// <summary>
    /// Is called when reclaim has gone through a batch. The recorder reads the events of a batch then, and the process goes on after that.
    /// </summary>
    public Action? OnShrank { get; set; }

    public void ShrankInactive(LruListKind list, long scanned, ReclaimTally tally, int priority)
    {
        OnShrank?.Invoke();
        _log.Add($"S{scanned}:{tally.Reclaimed}:{tally.Dirty}:{tally.Writeback}:0:0:{tally.ActivatedAnon}:{tally.ActivatedFile}:"
            + $"{tally.KeptReferenced}:{tally.UnmapFailed}:{priority}");
        tokens.Reach('S');
    }

    public void ShrankActive(LruListKind list, long taken, long kept, long deactivated, int priority)
    {
        _log.Add($"X{taken}:{kept}:{deactivated}:{kept}:{priority}");
        tokens.Reach('X');
    }

    public void Ages(LruVector lru, long youngest)
    {
        _log.Add($"G{youngest}");
        tokens.Reach('G');
    }
}
