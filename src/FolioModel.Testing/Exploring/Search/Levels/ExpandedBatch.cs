namespace FolioModel.Testing.Search;

/// <summary>The states that the moves of a batch lead to, in the order of the moves, each once.</summary>
/// <param name="Search">What was counted and found on the way.</param>
/// <param name="Fingerprints">The fingerprints of the states.</param>
/// <param name="Todo">For each the moves to try there; none where all sleep.</param>
/// <param name="Ends">For each where its entry ends in <paramref name="Entries"/>.</param>
/// <param name="Entries">The entries, for the next level.</param>
internal sealed record ExpandedBatch(SearchState Search, UInt128[] Fingerprints, int[] Todo, int[] Ends, byte[] Entries)
{
    public ReadOnlySpan<byte> EntryOf(int number)
    {
        int start = number == 0 ? 0 : Ends[number - 1];
        return Entries.AsSpan(start, Ends[number] - start);
    }

    public byte[] ToBytes()
    {
        LevelWriter writer = new();
        Search.Write(writer);
        writer.Number(Fingerprints.Length);
        for (int i = 0; i < Fingerprints.Length; i++)
        {
            writer.Fingerprint(Fingerprints[i]);
            writer.Number(Todo[i]);
            ReadOnlySpan<byte> entry = EntryOf(i);
            writer.Number(entry.Length);
            writer.Bytes(entry);
        }

        return [.. writer.Written];
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="search">Takes what was counted and found; of its own.</param>
    public static ExpandedBatch Parse(byte[] bytes, SearchState search)
    {
        LevelReader reader = new(bytes);
        search.Read(ref reader);
        int count = reader.Number();
        UInt128[] fingerprints = new UInt128[count];
        int[] todo = new int[count];
        int[] ends = new int[count];
        LevelWriter entries = new();
        for (int i = 0; i < count; i++)
        {
            fingerprints[i] = reader.Fingerprint();
            todo[i] = reader.Number();
            entries.Bytes(reader.Bytes(reader.Number()));
            ends[i] = entries.Length;
        }

        return new ExpandedBatch(search, fingerprints, todo, ends, [.. entries.Written]);
    }
}
