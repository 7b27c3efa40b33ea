namespace FolioModel.Bench.XArrays;

/// <summary>The order in which random passes visit a million or sixteen million indices.</summary>
internal static class Passes
{
    /// <summary>Indices looked up in a random pass; the same number at each size, so that one invocation stays short.</summary>
    internal const int Lookups = 1 << 20;

    internal static int[] RandomIndices(int count)
    {
        var random = new Random(12345);
        var indices = new int[Lookups];
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = random.Next(count);
        }

        return indices;
    }
}
