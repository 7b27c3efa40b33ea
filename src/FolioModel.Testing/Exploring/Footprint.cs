namespace FolioModel.Testing;

/// <summary>What a step touched and changed: two steps that do not meet in a change can be swapped.</summary>
internal sealed class Footprint
{
    private readonly ulong[] _touched;
    private readonly ulong[] _changed;

    public Footprint(AccessLog log)
    {
        _touched = ToBits(log.Touched);
        _changed = ToBits(log.Changed);
    }

    public bool IsIndependentOf(Footprint other) => !Meets(_changed, other._touched) && !Meets(_touched, other._changed);

    private static ulong[] ToBits(ReadOnlySpan<int> numbers)
    {
        int largest = -1;
        foreach (int number in numbers)
        {
            largest = Math.Max(largest, number);
        }

        ulong[] bits = new ulong[(largest + 64) >> 6];
        foreach (int number in numbers)
        {
            bits[number >> 6] |= 1UL << number;
        }

        return bits;
    }

    private static bool Meets(ulong[] one, ulong[] other)
    {
        for (int i = Math.Min(one.Length, other.Length) - 1; i >= 0; i--)
        {
            if ((one[i] & other[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
