namespace FolioModel.Ledger;

/// <summary>A reason for which a reference to a folio can be owned: the page cache, an LRU batch, a lookup's caller.</summary>
/// <remarks>
/// <para>
/// The core declares the rows R01 to R18 of the table in <c>docs/learn/references.md</c>. An owner of memory declares its own with
/// <see cref="Register"/>, once, in a static readonly field. A kind is one byte: it is passed, stored and compared as an enum's value would
/// be.
/// </para>
/// <para>Kinds are numbered in the order of their registration. No result depends on these numbers: hashes of states use the name.</para>
/// </remarks>
/// <example>
/// <code>
/// public static readonly HolderKind Journal = HolderKind.Register(
///     "journal", HolderClass.Expected, "a block that the journal has yet to write", HolderTraits.None);
/// folio.Get(Journal);
/// </code>
/// </example>
public readonly partial struct HolderKind : IEquatable<HolderKind>
{
    private readonly byte _id;

    internal HolderKind(byte id) => _id = id;

    /// <summary>Stands for "whichever reference the current task holds" where one is dropped.</summary>
    internal static HolderKind Own => new(byte.MaxValue);

    /// <summary>The kinds that are registered so far: the core's, then the owners' in the order of their registration.</summary>
    public static IReadOnlyList<HolderKind> Known => HolderKindTable.Known;

    /// <summary>The name as it stands in sums: <c>page cache</c>, <c>lru_add batch</c>, <c>caller (lookup)</c>.</summary>
    public string Name => HolderKindTable.Row(_id).Name;

    /// <summary>How the kernel's comments sort such a reference.</summary>
    public HolderClass Class => HolderKindTable.Row(_id).Class;

    /// <summary>The purpose of the reference, in a few words.</summary>
    public string Purpose => HolderKindTable.Row(_id).Purpose;

    /// <summary>The row of the table in <c>docs/learn/references.md</c>, such as <c>R02</c>, or null.</summary>
    public string? Row => HolderKindTable.Row(_id).Document;

    /// <summary>Whether a task holds the reference: the ledger then keeps it in that task's account.</summary>
    public bool IsHeldByTask => (HolderKindTable.Row(_id).Traits & HolderTraits.HeldByTask) != 0;

    /// <summary>
    /// Whether the reference has an end of its own, such as unpinning or putting back on the LRU. A plain put drops it only when the task
    /// holds no other.
    /// </summary>
    public bool HasOwnEnd => (HolderKindTable.Row(_id).Traits & HolderTraits.HasOwnEnd) != 0;

    internal byte Id => _id;

    /// <summary>A word that is the same in every process, for hashes of states.</summary>
    internal ulong StateWord => HolderKindTable.Row(_id).StateWord;

    /// <summary>Declares a kind of holder. Registering the same again gives the same kind.</summary>
    /// <param name="name">The name as it stands in sums.</param>
    /// <param name="holderClass">How the kernel's comments would sort such a reference.</param>
    /// <param name="purpose">What the reference is for, in a few words.</param>
    /// <param name="traits">Whether a task holds it, and whether it has an end of its own.</param>
    /// <param name="row">A stable number in documents, or null.</param>
    /// <returns>The kind, to be kept in a static readonly field.</returns>
    /// <exception cref="ArgumentException">A kind of this name is registered with other properties.</exception>
    /// <exception cref="InvalidOperationException">There are 255 kinds already.</exception>
    public static HolderKind Register(string name, HolderClass holderClass, string purpose, HolderTraits traits, string? row = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(purpose);
        return HolderKindTable.Register(new HolderKindRow(name, holderClass, purpose, traits, row));
    }

    /// <summary>Whether two kinds are the same.</summary>
    public static bool operator ==(HolderKind left, HolderKind right) => left._id == right._id;

    /// <summary>Whether two kinds differ.</summary>
    public static bool operator !=(HolderKind left, HolderKind right) => left._id != right._id;

    /// <inheritdoc/>
    public bool Equals(HolderKind other) => _id == other._id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HolderKind other && _id == other._id;

    /// <inheritdoc/>
    public override int GetHashCode() => _id;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
