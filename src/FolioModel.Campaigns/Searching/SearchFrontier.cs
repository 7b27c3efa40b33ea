using FolioModel.Testing;
using FolioModel.Testing.Search;

namespace FolioModel.Campaigns;

/// <summary>The states of a level that the next one is expanded from, with what the search came to so far.</summary>
/// <param name="Level">The level, from 0.</param>
/// <param name="Search">What was counted and found.</param>
/// <param name="Batches">The states; none when the search is over.</param>
internal sealed record SearchFrontier(int Level, SearchState Search, IReadOnlyList<LevelBatch> Batches)
{
    public ExplorationProgress Progress => new(Search.Executions, Search.Steps, Search.States, Level);

    public byte[] ToBytes()
    {
        LevelWriter writer = new();
        writer.Number(Search.States);
        Search.Write(writer);
        writer.Number(Batches.Count);
        foreach (LevelBatch batch in Batches)
        {
            writer.Number(batch.Count);
            writer.Number(batch.Bytes.Length);
            writer.Bytes(batch.Bytes);
        }

        return [.. writer.Written];
    }

    public static SearchFrontier Parse(int level, byte[] bytes, SearchState search)
    {
        LevelReader reader = new(bytes);
        search.States = reader.LongNumber();
        search.Read(ref reader);
        LevelBatch[] batches = new LevelBatch[reader.Number()];
        for (int i = 0; i < batches.Length; i++)
        {
            int count = reader.Number();
            batches[i] = new LevelBatch([.. reader.Bytes(reader.Number())], count);
        }

        return new SearchFrontier(level, search, batches);
    }
}
