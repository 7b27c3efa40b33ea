namespace FolioModel.Interleaving;

/// <summary>A member of a <see cref="SharedStateAttribute"/> class that is part of the state's hash.</summary>
/// <remarks>
/// On a partial property the generator also writes the backing field (<c>Count</c>: <c>_count</c>) and announces every access. On a field
/// it
/// writes the hash only: the class announces its accesses with the generated <c>TrackState()</c>, once for each operation instead of for
/// each
/// access. A reference to another shared state is hashed by its identity, a collection by its elements, a struct by its members.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SharedAttribute : Attribute
{
    /// <summary>The order of the elements is not part of the state. Dictionaries and hash sets never have an order.</summary>
    public bool Unordered { get; init; }

    /// <summary>The member, or its elements, are parts of this state: their members are hashed, not their identity.</summary>
    public bool WithContents { get; init; }
}
