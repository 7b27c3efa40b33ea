namespace FolioModel.Cli.Conform;

/// <summary>
/// The folios that a trace knows by number. Numbers are given in the order in which folios are first seen and never again.
/// </summary>
internal sealed class HandleTable
{
    private const int LargestOrder = 10;

    private readonly List<KnownFolio> _all = [];
    private readonly List<KnownFolio> _living = [];
    private readonly Dictionary<int, KnownFolio> _byFrame = [];
    private bool _anyFreed;

    /// <summary>The folios whose memory has not been freed, by handle.</summary>
    public IReadOnlyList<KnownFolio> Living => _living;

    /// <summary>Handles given since <see cref="BeginOperation"/>.</summary>
    public List<long> New { get; } = [];

    /// <summary>Forgets what the last operation made new and what it freed.</summary>
    public void BeginOperation()
    {
        New.Clear();
        if (_anyFreed)
        {
            _living.RemoveAll(known => known.IsFreed);
            _anyFreed = false;
        }
    }

    /// <summary>The folio with a number, or null when there is no such living folio.</summary>
    /// <param name="handle">The number.</param>
    public KnownFolio? Find(int handle) => (uint)handle < (uint)_all.Count && !_all[handle].IsFreed ? _all[handle] : null;

    /// <summary>The folio with a number, freed or not, or null when the number was never given.</summary>
    /// <param name="handle">The number.</param>
    public KnownFolio? FindEver(int handle) => (uint)handle < (uint)_all.Count ? _all[handle] : null;

    /// <summary>The living folio that starts at a frame, or null.</summary>
    /// <param name="folio">The model's folio.</param>
    public KnownFolio? Find(Folio folio) =>
        _byFrame.GetValueOrDefault(folio.Pfn.Value);

    /// <summary>The folio, with a new number when it has none yet.</summary>
    /// <param name="folio">A living folio of the model.</param>
    public KnownFolio Know(Folio folio)
    {
        if (Find(folio) is { } known)
        {
            return known;
        }

        known = new KnownFolio(_all.Count, folio);
        _all.Add(known);
        _living.Add(known);
        _byFrame[folio.Pfn.Value] = known;
        New.Add(known.Handle);
        return known;
    }

    /// <summary>Notes that a folio's memory was freed: its number is dead.</summary>
    /// <param name="known">The folio.</param>
    public void Forget(KnownFolio known)
    {
        known.IsFreed = true;
        _anyFreed = true;
        _byFrame.Remove(known.Folio.Pfn.Value);
    }

    /// <summary>
    /// The folio that a frame was the first of, or a piece of, when the operation began; null for a stranger's frame, and for the pieces of
    /// a folio whose own memory has been freed.
    /// </summary>
    /// <param name="frame">The frame.</param>
    public KnownFolio? Covering(int frame)
    {
        for (int order = 0; order <= LargestOrder; order++)
        {
            if (_byFrame.TryGetValue(frame & ~((1 << order) - 1), out KnownFolio? known) && known.Order >= order)
            {
                return known;
            }
        }

        return null;
    }
}
