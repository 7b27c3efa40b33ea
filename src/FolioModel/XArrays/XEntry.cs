using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <summary>The content of a slot of an <see cref="XArray"/>: nothing, a pointer, a value, or an internal entry.</summary>
/// <remarks>
/// <para>
/// One machine word, told apart by its low two bits as in Linux (<c>00</c> pointer, <c>x1</c> value, <c>10</c> internal),
/// so that comparing two entries is comparing two words. A "pointer" is a number that the owner gives a meaning to: the
/// page cache stores page frame numbers, <see cref="XArray{T}"/> the place of the payload in its slab.
/// </para>
/// <para>
/// Internal entries are siblings, the zero entry (a reservation), the retry entry, child nodes, and errors, which exist as results only.
/// </para>
/// </remarks>
/// <example><code>
/// XEntry folio = XEntry.FromPointer(17);     // p17
/// XEntry shadow = XEntry.FromValue(123456);  // v123456
/// Console.WriteLine(folio.IsPointer ? folio.PointerId : -1);
/// </code></example>
public readonly struct XEntry : IEquatable<XEntry>
{
    /// <summary>
    /// The largest <see cref="PointerId"/> that an array can hold: 2^28 − 1, one more than the last page frame of a terabyte in 4 KiB
    /// pages.
    /// </summary>
    public const int MaxPointerId = (1 << 28) - 1;

    /// <summary>The largest <see cref="Value"/>: 2^63 − 1.</summary>
    public const ulong MaxValue = long.MaxValue;

    private const ulong InternalTag = 2;
    private const ulong RetryNumber = 256;
    private const ulong ZeroNumber = 257;
    private const ulong FirstNodeNumber = 1024;
    private const int MaxErrno = 4095;

    // Siblings exist for slots 0..62: the last slot of a node cannot be the start of a larger entry.
    private const ulong SiblingLimit = (63 << 2) | InternalTag;

    internal readonly ulong Raw;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal XEntry(ulong raw) => Raw = raw;

    /// <summary>Nothing: the index is empty.</summary>
    public static XEntry Null => default;

    /// <summary>A reservation: occupies its index, yet the normal API shows it as <see cref="Null"/>.</summary>
    public static XEntry Zero => new((ZeroNumber << 2) | InternalTag);

    /// <summary>Found by a reader inside a node that left the tree: walk again from the head.</summary>
    public static XEntry Retry => new((RetryNumber << 2) | InternalTag);

    /// <summary>Whether there is nothing here.</summary>
    public bool IsNull => Raw == 0;

    /// <summary>Whether this is a pointer (and not <see cref="Null"/>).</summary>
    public bool IsPointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Raw & 3) == 0 && Raw != 0;
    }

    /// <summary>Whether this is a value.</summary>
    public bool IsValue => (Raw & 1) != 0;

    /// <summary>Whether this is a reservation.</summary>
    public bool IsZero => Raw == ((ZeroNumber << 2) | InternalTag);

    /// <summary>Whether this is the retry entry.</summary>
    public bool IsRetry => Raw == ((RetryNumber << 2) | InternalTag);

    /// <summary>Whether this says "look in slot <see cref="SiblingSlot"/> of the same node".</summary>
    public bool IsSibling => IsInternal && Raw < SiblingLimit;

    /// <summary>Whether this is a child node; only the advanced operations of <see cref="XCursor"/> return one.</summary>
    public bool IsNode => IsInternal && Raw > ((FirstNodeNumber << 2) | InternalTag) - 1 && !IsError;

    /// <summary>Whether this is an error returned in place of an entry.</summary>
    public bool IsError => IsInternal && Raw >= unchecked((ulong)-MaxErrno << 2);

    /// <summary>Whether the low bits say "internal": sibling, zero, retry, node or error.</summary>
    public bool IsInternal => (Raw & 3) == InternalTag;

    /// <summary>The pointer's number.</summary>
    /// <exception cref="InvalidOperationException">This is not a pointer.</exception>
    public int PointerId
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsPointer ? (int)(Raw >> 2) - 1 : throw Not(this, "a pointer");
    }

    /// <summary>The value, 0 to 2^63 − 1.</summary>
    /// <exception cref="InvalidOperationException">This is not a value.</exception>
    public ulong Value => IsValue ? Raw >> 1 : throw Not(this, "a value");

    /// <summary>The slot that a sibling points at.</summary>
    /// <exception cref="InvalidOperationException">This is not a sibling.</exception>
    public int SiblingSlot => IsSibling ? (int)(Raw >> 2) : throw Not(this, "a sibling");

    /// <summary>The error, or <see cref="Errno.None"/> when this is not an error.</summary>
    public Errno Errno => IsError ? (Errno)(int)((long)Raw >> 2) : Errno.None;

    /// <summary>Whether the normal API refuses to store this (siblings and the retry entry).</summary>
    internal bool IsAdvanced => IsInternal && Raw <= Retry.Raw;

    internal int NodeId => (int)((Raw >> 2) - FirstNodeNumber);

    /// <summary>Makes a pointer.</summary>
    /// <param name="id">Any number from 0 to <see cref="MaxPointerId"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or too large.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static XEntry FromPointer(int id)
    {
        if ((uint)id > MaxPointerId)
        {
            ThrowNoPointer(id);
        }

        return new XEntry(((ulong)id + 1) << 2);
    }

    /// <summary>Makes a value.</summary>
    /// <param name="value">0 to 2^63 − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value has its top bit set.</exception>
    public static XEntry FromValue(ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
        return new XEntry((value << 1) | 1);
    }

    /// <summary>Makes an error.</summary>
    /// <param name="error">The error; not <see cref="Errno.None"/>.</param>
    public static XEntry FromErrno(Errno error)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((int)error, 0, nameof(error));
        return new XEntry(unchecked((ulong)((long)error << 2)) | InternalTag);
    }

    /// <summary>Makes a sibling: "look in that slot of this node".</summary>
    /// <param name="slot">0 to 62.</param>
    public static XEntry FromSibling(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)slot, 62u, nameof(slot));
        return new XEntry(((ulong)slot << 2) | InternalTag);
    }

    [DoesNotReturn]
    private static void ThrowNoPointer(int id) =>
        throw new ArgumentOutOfRangeException(nameof(id), id, "a pointer's number is 0 to 2^28 - 1");

    internal static XEntry FromNode(int node) => new((((ulong)node + FirstNodeNumber) << 2) | InternalTag);

    /// <inheritdoc/>
    public bool Equals(XEntry other) => Raw == other.Raw;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is XEntry other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Raw.GetHashCode();

    /// <summary>
    /// The short form that recordings and drawings use: <c>null</c>, <c>p17</c>, <c>v5</c>, <c>Z</c>, <c>s4</c>, <c>R</c>, <c>N</c>,
    /// <c>E-12</c>.
    /// </summary>
    public override string ToString() => this switch
    {
        { IsNull: true } => "null",
        { IsPointer: true } => string.Create(CultureInfo.InvariantCulture, $"p{PointerId}"),
        { IsValue: true } => string.Create(CultureInfo.InvariantCulture, $"v{Value}"),
        { IsZero: true } => "Z",
        { IsRetry: true } => "R",
        { IsSibling: true } => string.Create(CultureInfo.InvariantCulture, $"s{SiblingSlot}"),
        { IsError: true } => string.Create(CultureInfo.InvariantCulture, $"E{(int)Errno}"),
        _ => "N",
    };

    /// <summary>Whether both are the same entry.</summary>
    public static bool operator ==(XEntry left, XEntry right) => left.Raw == right.Raw;

    /// <summary>Whether the two differ.</summary>
    public static bool operator !=(XEntry left, XEntry right) => left.Raw != right.Raw;

    // Static: an entry whose address is never taken stays in a register.
    private static InvalidOperationException Not(XEntry entry, string what) => new($"the entry {entry} is not {what}");
}
