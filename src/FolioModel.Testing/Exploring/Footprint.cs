using System.Numerics;
using FolioModel.Testing.Search;

namespace FolioModel.Testing;

/// <summary>The states that a step read and changed. Two steps can be swapped if neither changes what the other read or changed.</summary>
/// <remarks>
/// Shared state is what the machine's log names, the wait queues among it: a step that sends a task to sleep or wakes one changes them.
/// What
/// a spinning task looks at is read by the step with which it goes on, since a change of it is what lets it.
/// </remarks>
internal sealed class Footprint
{
    /// <summary>Pieces of state that a footprint read from a file may name, divided by 64.</summary>
    private const int MostWords = 1024;

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

    private Footprint(ulong[] touched, ulong[] changed)
    {
        _touched = touched;
        _changed = changed;
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

    /// <summary>Writes the numbers of the pieces of state in rising order, as differences, each with whether it was changed.</summary>
    public void Write(LevelWriter writer)
    {
        writer.Number(Count(_touched));
        int last = 0;
        for (int number = 0; number < _touched.Length << 6; number++)
        {
            if (IsIn(_touched, number))
            {
                writer.Number(((number - last) << 1) | (IsIn(_changed, number) ? 1 : 0));
                last = number;
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Footprint Read(ref LevelReader reader)
    {
        Span<ulong> touched = stackalloc ulong[MostWords];
        Span<ulong> changed = stackalloc ulong[MostWords];
        touched.Clear();
        changed.Clear();
        int number = 0;
        for (int left = reader.Number(); left > 0; left--)
        {
            int word = reader.Number();
            number += word >> 1;
            touched[number >> 6] |= 1UL << number;
            changed[number >> 6] |= (word & 1) != 0 ? 1UL << number : 0;
        }

        int length = (number >> 6) + 1;
        return new Footprint([.. touched[..length]], [.. changed[..length]]);
    }

    private static int Count(ulong[] bits)
    {
        int count = 0;
        foreach (ulong word in bits)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    private static bool IsIn(ulong[] bits, int number) => number >> 6 < bits.Length && (bits[number >> 6] & (1UL << number)) != 0;

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
