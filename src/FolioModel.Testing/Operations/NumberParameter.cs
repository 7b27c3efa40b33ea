using System.Numerics;

namespace FolioModel.Testing;

/// <summary>A number from a range; shrinks to the smallest.</summary>
public sealed class NumberParameter : Parameter<long>
{
    /// <summary>The smallest value.</summary>
    public required long Least { get; init; }

    /// <summary>The largest value.</summary>
    public required long Most { get; init; }

    /// <summary>Whether small values are drawn more often than large ones: each power of two as often as the next.</summary>
    public bool FavoursSmall { get; init; }

    /// <inheritdoc/>
    public override bool TryDraw(SplitMix random, out long value)
    {
        ArgumentNullException.ThrowIfNull(random);
        int count = (int)(Most - Least + 1);
        if (FavoursSmall)
        {
            int bits = 1 + random.Below(BitOperations.Log2((uint)count) + 1);
            count = (int)Math.Min(count, 1L << bits);
        }

        value = Least + random.Below(count);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryResolve(long value, out long meaning)
    {
        meaning = value;
        return true;
    }

    internal override bool Accepts(long value) => value >= Least && value <= Most;

    internal override string? EchoName => Name;

    internal override long TakeOver(long value, int nudge) => Math.Clamp(value + nudge, Least, Most);

    /// <inheritdoc/>
    public override IEnumerable<long> Shrink(long value)
    {
        for (long distance = value - Least; distance > 0; distance /= 2)
        {
            yield return value - distance;
        }
    }
}
