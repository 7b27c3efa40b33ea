namespace FolioModel.Testing;

/// <summary>A small generator of random numbers whose whole state is one number: the same seed gives the same program everywhere.</summary>
/// <remarks>SplitMix64.</remarks>
public sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to, not including, a limit.</summary>
    /// <param name="limit">The limit, above 0.</param>
    public int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>The seed of the n-th program of a campaign: programs do not depend on each other.</summary>
    /// <param name="seed">The campaign's seed.</param>
    /// <param name="program">The program's number.</param>
    public static ulong Derive(ulong seed, long program) =>
        new SplitMix(seed ^ (unchecked((ulong)program + 1) * 0xD1342543DE82EF95)).Next();
}
