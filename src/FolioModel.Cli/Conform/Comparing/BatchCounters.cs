namespace FolioModel.Cli.Conform;

/// <summary>How often each folio is in the six batches of the trace's CPU.</summary>
internal sealed class BatchCounters
{
    /// <summary>Recordings pack the six counters into one number.</summary>
    public const int BitsPerBatch = 5;

    public const int Batches = 6;

    private const int Cpu = 0;

    private readonly Dictionary<int, long> _packed = [];
    private readonly long[] _lengths = new long[Batches];

    /// <summary>Entries in each batch.</summary>
    public ReadOnlySpan<long> Lengths => _lengths;

    public void Read(LruBatches batches)
    {
        _packed.Clear();
        for (int kind = 0; kind < Batches; kind++)
        {
            _lengths[kind] = batches.CountOf(Cpu, (LruBatchKind)kind);
            if (_lengths[kind] == 0)
            {
                continue;
            }

            foreach (Folio folio in batches.FoliosIn(Cpu, (LruBatchKind)kind))
            {
                _packed[folio.Pfn.Value] = _packed.GetValueOrDefault(folio.Pfn.Value) + (1L << (kind * BitsPerBatch));
            }
        }
    }

    /// <summary>How many slots a packed number stands for.</summary>
    public static int SlotsIn(long packed)
    {
        int slots = 0;
        for (long left = packed; left != 0; left >>= BitsPerBatch)
        {
            slots += (int)(left & ((1 << BitsPerBatch) - 1));
        }

        return slots;
    }

    public long Packed(Folio folio) => _packed.GetValueOrDefault(folio.Pfn.Value);
}
