namespace FolioModel.Testing;

/// <summary>
/// The things that a running program holds and must give back: references, locks, writebacks, or others that the subject names.
/// </summary>
public abstract class Scope
{
    /// <summary>Things that one step may yield.</summary>
    private protected const int PerStep = 64;

    /// <summary>From this many on the program rather gives back than takes.</summary>
    public int Crowd { get; init; } = 16;

    /// <summary>How many things the program holds.</summary>
    public abstract int Count { get; }

    /// <summary>The step that is running: things are named after the step that yielded them.</summary>
    internal int Step { get; private set; }

    /// <summary>Things that the running step has yielded so far.</summary>
    private protected int Yielded { get; set; }

    /// <summary>The step that yielded something, by its key.</summary>
    internal static int StepOf(long key) => (int)(key / PerStep);

    /// <summary>The key of the first thing that a step yields.</summary>
    internal static long FirstKeyOf(int step) => (long)step * PerStep;

    /// <summary>The key of the same thing when its step has another number.</summary>
    internal static long Renumbered(long key, int step) => FirstKeyOf(step) + (key % PerStep);

    internal void Begin(int step)
    {
        Step = step;
        Yielded = 0;
    }
}

/// <summary>A scope of things of one type.</summary>
/// <typeparam name="T">The type.</typeparam>
public sealed class Scope<T> : Scope
{
    private readonly List<(long Key, T Thing)> _held = [];

    /// <inheritdoc/>
    public override int Count => _held.Count;

    /// <summary>All that is held, in the order in which it was taken.</summary>
    public IEnumerable<T> Things => _held.Select(static h => h.Thing);

    /// <summary>The program has got something.</summary>
    /// <param name="thing">What.</param>
    public void Add(T thing) => _held.Add((((long)Step * PerStep) + Yielded++, thing));

    /// <summary>The program has given something back.</summary>
    /// <param name="thing">What.</param>
    public void Remove(T thing)
    {
        for (int at = 0; at < _held.Count; at++)
        {
            if (EqualityComparer<T>.Default.Equals(_held[at].Thing, thing))
            {
                _held.RemoveAt(at);
                return;
            }
        }
    }

    /// <summary>The name of something held.</summary>
    /// <param name="key">Its key.</param>
    public static string NameOf(long key) => key % PerStep == 0 ? $"r{key / PerStep}" : $"r{key / PerStep}.{key % PerStep}";

    internal long KeyAt(int place) => _held[place].Key;

    internal T ThingAt(int place) => _held[place].Thing;

    internal bool TryFind(long key, out T thing)
    {
        foreach ((long Key, T Thing) held in _held)
        {
            if (held.Key == key)
            {
                thing = held.Thing;
                return true;
            }
        }

        thing = default!;
        return false;
    }
}
