namespace FolioModel.Testing;

/// <summary>
/// Something that the program holds. A step whose thing is not held (any more) is skipped, so a shorter program stays meaningful.
/// </summary>
/// <typeparam name="T">What is held.</typeparam>
public sealed class HeldParameter<T> : Parameter<T>
{
    /// <summary>Where it is held.</summary>
    public required Scope<T> Scope { get; init; }

    /// <summary>Which of the things will do; null for all.</summary>
    public Predicate<T>? Fits { get; init; }

    internal override bool IsReference => true;

    /// <inheritdoc/>
    public override bool TryDraw(SplitMix random, out long value)
    {
        ArgumentNullException.ThrowIfNull(random);
        value = 0;
        int count = Scope.Count;
        int start = count > 0 ? random.Below(count) : 0;
        for (int i = 0; i < count; i++)
        {
            int place = start + i < count ? start + i : start + i - count;
            if (Fits is null || Fits(Scope.ThingAt(place)))
            {
                value = Scope.KeyAt(place);
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override bool TryResolve(long value, out T meaning) => Scope.TryFind(value, out meaning) && (Fits is null || Fits(meaning));

    /// <inheritdoc/>
    public override string Show(long value) => Scope<T>.NameOf(value);
}
