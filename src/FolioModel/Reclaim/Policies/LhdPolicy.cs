namespace FolioModel.Reclaim;

/// <summary>
/// Least hit density: evicts of each sample the folio from which, at its age, the fewest hits are to be expected for the time it would
/// stay.
/// </summary>
/// <remarks>
/// LHD of Beckmann and others (NSDI 2018), without its classes. Ages are counted in uses of the whole cache, by halving steps.
/// </remarks>
public sealed class LhdPolicy : ListPolicy
{
    private const int Ages = 64;
    private const int Sample = 16;

    private readonly double[] _hits = new double[Ages];
    private readonly double[] _evictions = new double[Ages];
    private readonly double[] _density = new double[Ages];
    private long _now;
    private int _learnt;

    /// <inheritdoc/>
    public override string Name => "lhd";

    /// <inheritdoc/>
    public override void Added(Folio folio)
    {
        Lists[folio] = ++_now;
        Queue.AddLast(folio);
    }

    /// <inheritdoc/>
    public override void Accessed(Folio folio)
    {
        _hits[AgeOf(folio)]++;
        Lists[folio] = ++_now;
        if (++_learnt >= 2 * Queue.Count)
        {
            Learn();
        }
    }

    /// <inheritdoc/>
    public override void Choose(EvictionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        for (int rounds = Queue.Count; rounds > 0 && !request.IsDone; rounds--)
        {
            Folio worst = default;
            for (int i = Math.Min(Sample, Queue.Count); i > 0; i--)
            {
                Folio folio = Queue.First;
                Queue.AddLast(folio);
                worst = worst.IsNone || _density[AgeOf(folio)] < _density[AgeOf(worst)] ? folio : worst;
            }

            if (request.TryTake(worst))
            {
                _evictions[AgeOf(worst)]++;
            }
        }
    }

    private int AgeOf(Folio folio) => Math.Min(Ages - 1, (int)(4 * Math.Log2(_now - Lists[folio] + 1)));

    private void Learn()
    {
        double hits = 0, ends = 0, time = 0;
        for (int age = Ages - 1; age >= 0; age--)
        {
            hits += _hits[age];
            ends += _hits[age] + _evictions[age];
            time += ends * (Math.Pow(2, (age + 1) / 4.0) - Math.Pow(2, age / 4.0));
            _density[age] = time > 0 ? hits / time : 0;
            (_hits[age], _evictions[age]) = (_hits[age] * 0.9, _evictions[age] * 0.9);
        }

        _learnt = 0;
    }
}
