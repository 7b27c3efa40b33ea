using System.Globalization;
using System.Numerics;

namespace FolioModel.Testing.Search;

/// <summary>How probable it is that two of many states have one fingerprint.</summary>
internal static class Collisions
{
    /// <summary>A search in which a collision is more probable than this is not called exhaustive.</summary>
    public const double MostProbable = 1e-9;

    /// <summary>Fingerprints were compared by so many bits; n states are n²/2 pairs.</summary>
    public static double Probability(SearchState search)
    {
        UInt128 mask = search.Options.FingerprintMask;
        int bits = BitOperations.PopCount((ulong)mask) + BitOperations.PopCount((ulong)(mask >> 64));
        return Math.Min(1, (double)search.States * search.States / 2 * Math.ScaleB(1, -bits));
    }

    /// <summary>The power of ten that a probability is below.</summary>
    public static string Describe(double probability) =>
        probability <= 0 ? "10^-38" : string.Create(CultureInfo.InvariantCulture, $"10^{Math.Floor(Math.Log10(probability)) + 1}");
}
