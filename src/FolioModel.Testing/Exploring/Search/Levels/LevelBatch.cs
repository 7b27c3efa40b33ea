namespace FolioModel.Testing.Search;

/// <summary>States of one level that are expanded together, in their order.</summary>
/// <param name="Bytes">The entries, one after the other.</param>
/// <param name="Count">How many there are.</param>
internal sealed record LevelBatch(byte[] Bytes, int Count)
{
    public List<LevelEntry> Entries()
    {
        List<LevelEntry> entries = new(Count);
        LevelReader reader = new(Bytes);
        while (!reader.IsAtEnd)
        {
            entries.Add(LevelEntry.Read(ref reader));
        }

        return entries;
    }
}
