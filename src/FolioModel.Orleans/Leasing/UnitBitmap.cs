namespace FolioModel.Orleans.Leasing;

/// <summary>A set of units as bits, unit 1 in the lowest bit of the first byte.</summary>
internal static class UnitBitmap
{
    private const int BitsOfByte = 8;

    /// <summary>Writes a set of units.</summary>
    /// <param name="units">The number of units.</param>
    /// <param name="contains">Whether the unit of a number, from 1, is in the set.</param>
    public static byte[] Of(int units, Func<int, bool> contains)
    {
        byte[] bits = new byte[(units + BitsOfByte - 1) / BitsOfByte];
        for (int unit = 1; unit <= units; unit++)
        {
            if (contains(unit))
            {
                bits[(unit - 1) / BitsOfByte] |= (byte)(1 << ((unit - 1) % BitsOfByte));
            }
        }

        return bits;
    }

    /// <summary>Whether a unit is in the set; units behind its end are not.</summary>
    /// <param name="bits">The set.</param>
    /// <param name="unit">The number of the unit, from 1.</param>
    public static bool Contains(ReadOnlySpan<byte> bits, int unit) =>
        (unit - 1) / BitsOfByte < bits.Length && (bits[(unit - 1) / BitsOfByte] >> ((unit - 1) % BitsOfByte) & 1) != 0;
}
