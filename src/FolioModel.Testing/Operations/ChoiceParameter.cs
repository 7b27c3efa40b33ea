using System.Collections.Immutable;

namespace FolioModel.Testing;

/// <summary>One of a few things; shrinks to the first.</summary>
/// <typeparam name="T">What they are.</typeparam>
public sealed class ChoiceParameter<T> : Parameter<T>
{
    /// <summary>The things.</summary>
    public required ImmutableArray<T> Choices { get; init; }

    /// <summary>How a thing is shown; null for its own text.</summary>
    public Func<T, string>? Shown { get; init; }

    /// <inheritdoc/>
    public override bool TryDraw(SplitMix random, out long value)
    {
        ArgumentNullException.ThrowIfNull(random);
        value = random.Below(Choices.Length);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryResolve(long value, out T meaning)
    {
        meaning = Choices[(int)value];
        return true;
    }

    internal override bool Accepts(long value) => value >= 0 && value < Choices.Length;

    /// <summary>Choices without a name are each operation's own.</summary>
    internal override string? EchoName => Name.Length > 0 ? $"{Name} of {Choices.Length}" : null;

    /// <inheritdoc/>
    public override IEnumerable<long> Shrink(long value)
    {
        for (long simpler = 0; simpler < value; simpler++)
        {
            yield return simpler;
        }
    }

    /// <inheritdoc/>
    public override string Show(long value)
    {
        T choice = Choices[(int)value];
        string shown = Shown?.Invoke(choice) ?? $"{choice}";
        return Name.Length == 0 ? shown : $"{Name} {shown}";
    }
}
