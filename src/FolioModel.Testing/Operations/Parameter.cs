namespace FolioModel.Testing;

/// <summary>A parameter of an operation, as far as programs are concerned: numbers that can be drawn, shrunk and shown.</summary>
public abstract class Parameter
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Draws a value that makes sense now.</summary>
    /// <param name="random">Where randomness comes from.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when there is none.</returns>
    public abstract bool TryDraw(SplitMix random, out long value);

    /// <summary>Simpler values to try instead, the simplest first.</summary>
    /// <param name="value">The value.</param>
    public virtual IEnumerable<long> Shrink(long value) => [];

    /// <summary>Whether a number that a person wrote can be a value at all.</summary>
    internal virtual bool Accepts(long value) => true;

    /// <summary>Whether a value is the key of something held.</summary>
    internal virtual bool IsReference => false;

    /// <summary>The name under which later steps may take a value over, or null where that makes no sense.</summary>
    internal virtual string? EchoName => null;

    /// <summary>A value taken over from another step, brought into this parameter's range.</summary>
    /// <param name="value">The other step's value.</param>
    /// <param name="nudge">By how much numbers may be moved.</param>
    internal virtual long TakeOver(long value, int nudge) => value;

    /// <summary>A value as people read it.</summary>
    /// <param name="value">The value.</param>
    public virtual string Show(long value) => $"{Name} {value}";
}

/// <summary>A parameter with the type that the operation takes.</summary>
/// <typeparam name="T">The type.</typeparam>
public abstract class Parameter<T> : Parameter
{
    /// <summary>Finds the thing that a value stands for now.</summary>
    /// <param name="value">The value.</param>
    /// <param name="meaning">What it stands for.</param>
    /// <returns>False when it stands for nothing any more: the step is skipped.</returns>
    public abstract bool TryResolve(long value, out T meaning);
}
