namespace FolioModel.Testing.Search;

/// <summary>The states of a level that have moves to try, in the order of the paths that lead to them.</summary>
/// <remarks>
/// Levels and their order are what lets a known state be left at once. The path that reaches a state first is the least of its length
/// among all that lead there, moves compared by their numbers. Were a move m asleep on that path v for having been tried at an earlier
/// state before another one, z, then v with m moved to that place would lead to the same state as v m, be as long, and be less. So the
/// least path to any state has no move that sleeps, and its states, reached first by its own beginnings, have all its moves tried. What
/// sleeps where a state is met again is therefore of no interest, and is not kept: a depth-first search must keep it.
/// </remarks>
internal sealed class LevelFrontier(int entriesOfBatch)
{
    private readonly List<LevelBatch> _batches = [];
    private readonly LevelWriter _open = new();
    private int _count;

    public IReadOnlyList<LevelBatch> Batches => _batches;

    /// <summary>Adds the states that are new, in the order of the batches and of the moves in them.</summary>
    /// <param name="batches">What the level before led to.</param>
    /// <param name="added">For each part of the table the fingerprints that were added, in their order.</param>
    public void Append(IReadOnlyList<ExpandedBatch> batches, IReadOnlyList<IReadOnlyList<UInt128>> added)
    {
        int[] next = new int[StateTable.Parts];
        foreach (ExpandedBatch batch in batches)
        {
            for (int i = 0; i < batch.Fingerprints.Length; i++)
            {
                UInt128 fingerprint = batch.Fingerprints[i];
                int part = StateTable.PartOf(fingerprint);
                if (next[part] < added[part].Count && added[part][next[part]] == fingerprint)
                {
                    next[part]++;
                    if (batch.Todo[i] != 0)
                    {
                        Add(batch.EntryOf(i));
                    }
                }
            }
        }
    }

    public void Add(ReadOnlySpan<byte> entry)
    {
        _open.Bytes(entry);
        if (++_count == entriesOfBatch)
        {
            Close();
        }
    }

    public void Close()
    {
        if (_count > 0)
        {
            _batches.Add(new LevelBatch([.. _open.Written], _count));
            _open.Clear();
            _count = 0;
        }
    }
}
