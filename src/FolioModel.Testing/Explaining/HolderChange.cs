namespace FolioModel.Testing;

/// <summary>By how much the references of one kind of holder changed in a step.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Delta">References that it has more, or with a minus less.</param>
public readonly record struct HolderChange(HolderKind Kind, int Delta)
{
    /// <summary>The changes from one set of holders to another, losses first.</summary>
    /// <param name="before">The holders before.</param>
    /// <param name="after">The holders after.</param>
    public static IReadOnlyList<HolderChange> Between(IEnumerable<ReferenceHolder> before, IEnumerable<ReferenceHolder> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return
        [
            .. before.Select(static h => new HolderChange(h.Kind, -h.Count)).Concat(
                after.Select(static h => new HolderChange(h.Kind, h.Count)))
                .GroupBy(static c => c.Kind, static (kind, changes) => new HolderChange(kind, changes.Sum(static c => c.Delta)))
                .Where(static c => c.Delta != 0).OrderBy(static c => Math.Sign(c.Delta)).ThenBy(
                    static c => c.Kind.Name, StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind.Name} {Delta:+0;-0}";
}
