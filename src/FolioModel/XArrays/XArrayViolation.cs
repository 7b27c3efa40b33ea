namespace FolioModel.XArrays;

/// <summary>Something that must hold in every tree, and does not.</summary>
/// <param name="Invariant">The rule that is broken: one of <see cref="CacheInvariants"/>.</param>
/// <param name="FirstIndex">The first index of the node concerned.</param>
/// <param name="Shift">The shift of the node concerned, -1 for the head.</param>
/// <param name="Problem">What is wrong.</param>
public sealed record XArrayViolation(Invariant Invariant, ulong FirstIndex, int Shift, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Invariant}: node of shift {Shift} at {FirstIndex}: {Problem}";
}

/// <summary>The irregularities that <see cref="XArray.Validate"/> tolerates, because the kernel does.</summary>
[Flags]
public enum XTolerance
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// Empty nodes and a tree taller than needed: after a store that ran out of nodes, or after <see cref="XCursor.CreateRange"/>.
    /// </summary>
    Leftovers = 1,

    /// <summary>Entries that are no aligned power of two: after <see cref="XArray.StoreRange"/>.</summary>
    Ranges = 2,

    /// <summary>
    /// Wrong value counts: after a store that covered a part of larger entries and changed them between value and pointer, which the kernel
    /// miscounts.
    /// </summary>
    ValueCounts = 4,

    /// <summary>
    /// A head whose only child is in slot 0: after a split at index 0, or a larger store over what was beside it. Only deletions lower the
    /// tree.
    /// </summary>
    IdleHead = 8,
}
