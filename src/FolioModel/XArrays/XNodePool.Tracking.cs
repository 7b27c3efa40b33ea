namespace FolioModel.XArrays;

public sealed partial class XNodePool : ISharedState
{
    /// <summary>Nodes of one pool that can be told apart: explorations are small.</summary>
    private const int TrackedNodes = 48;

    private TrackedNode?[] _tracked = [];
    private int _firstNodeNumber;
    private Machine? _machine;
    private int _stateNumber = -1;

    /// <inheritdoc/>
    int ISharedState.StateNumber => _stateNumber;

    /// <inheritdoc/>
    string ISharedState.StateName => "node pool";

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash)
    {
        hash.Add(_free);
        hash.Add(_next);
        hash.Add(_retired.Count);
    }

    /// <summary>Records accesses to the nodes and arrays of this pool in a machine's log.</summary>
    /// <param name="machine">The machine whose tasks share the arrays.</param>
    public void Track(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        if (AccessTracking.IsOn)
        {
            _machine = machine;
            _stateNumber = machine.NewStateNumber();
            _tracked = new TrackedNode?[TrackedNodes];
            _firstNodeNumber = machine.NewStateNumbers(TrackedNodes);
        }
    }

    internal Machine? TrackedIn => _machine;

    internal void TrackArray(XArray array)
    {
        if (_machine?.Accesses is { } log)
        {
            log.Track(array.IsTracked ? array : throw new InvalidOperationException("track the pool before its arrays are made"));
        }
    }

    private void TrackPool()
    {
        if (AccessTracking.IsOn)
        {
            _machine?.Accesses?.Track(this);
        }
    }

    private void TrackNode(int node)
    {
        if (_machine?.Accesses is not { } log)
        {
            return;
        }

        if (node >= TrackedNodes)
        {
            throw new NotSupportedException($"access tracking is for small arrays: a pool has more than {TrackedNodes} nodes");
        }

        log.Track(_tracked[node] ??= new TrackedNode(this, node, _firstNodeNumber + node));
    }

    /// <summary>A node as a piece of shared state: what a reader on a stale node sees is part of it.</summary>
    private sealed class TrackedNode(XNodePool pool, int node, int number) : ISharedState
    {
        public int StateNumber => number;

        public string StateName => $"tree node {node}";

        public void AddTo(ref StateHash hash)
        {
            int section = node >> SectionShift;
            int slots = 1 << pool.ChunkShift;
            ReadOnlySpan<uint> words = pool._slots[section].AsSpan((node & SectionMask) << pool.ChunkShift, slots);
            for (int i = 0; i < slots; i++)
            {
                if (words[i] != 0)
                {
                    hash.Add(((ulong)i << 32) | words[i]);
                }
            }

            ref XNodeHeader header = ref pool._headers[section][node & SectionMask];
            hash.Add(header.Parent);
            hash.Add((header.Shift << 24) | (header.Offset << 16) | (header.Count << 8) | header.ValueCount);
            hash.Add(header.IsRetired);
            foreach (ulong[]?[] sections in pool._marks)
            {
                hash.Add(section < sections.Length && sections[section] is { } maps ? maps[node & SectionMask] : 0UL);
            }
        }
    }
}
