namespace FolioModel.Testing;

/// <summary>The states that a step read and changed. Two steps can be swapped if neither changes what the other read or changed.</summary>
/// <remarks>
/// Shared state is what the machine's log names, the wait queues among it: a step that sends a task to sleep or wakes one changes them.
/// What
/// a spinning task looks at is read by the step with which it goes on, since a change of it is what lets it.
/// </remarks>
internal sealed class Footprint
{
    private readonly ulong[] _touched;
    private readonly ulong[] _changed;
    private readonly bool _observed;

    /// <param name="execution">The execution whose last step is meant.</param>
    /// <param name="orderMatters">Whether the states between steps are looked at, so that no two changes can be swapped.</param>
    public Footprint(Execution execution, bool orderMatters = false)
    {
        AccessLog log = execution.Log;
        _touched = ToBits(log.Touched, execution.LookedAtBefore);
        _changed = ToBits(log.Changed, []);
        _observed = orderMatters && log.Changed.Length > 0;
    }

    public bool IsIndependentOf(Footprint other) =>
        !Meets(_changed, other._touched) && !Meets(_touched, other._changed)
        && !(_observed && other._observed);

    private static ulong[] ToBits(ReadOnlySpan<int> numbers, ReadOnlySpan<int> more)
    {
        int largest = -1;
        foreach (int number in numbers)
        {
            largest = Math.Max(largest, number);
        }

        foreach (int number in more)
        {
            largest = Math.Max(largest, number);
        }

        ulong[] bits = new ulong[(largest + 64) >> 6];
        foreach (int number in numbers)
        {
            bits[number >> 6] |= 1UL << number;
        }

        foreach (int number in more)
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
