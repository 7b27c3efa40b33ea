using System.Diagnostics.CodeAnalysis;

namespace FolioModel.XArrays;

/// <summary>The content of an index of an <see cref="XArray{T}"/> holds: a payload, a value, nothing, or an error in its place.</summary>
/// <typeparam name="T">The payload's type.</typeparam>
public readonly record struct XItem<T>
{
    internal XItem(XEntry entry, T? payload)
    {
        Entry = entry;
        Payload = payload;
    }

    /// <summary>The entry as the tree has it; a payload is a pointer with a number of no meaning outside.</summary>
    public XEntry Entry { get; }

    /// <summary>The payload; the type's default unless <see cref="HasPayload"/>.</summary>
    public T? Payload { get; }

    /// <summary>Whether there is a payload.</summary>
    [MemberNotNullWhen(true, nameof(Payload))]
    public bool HasPayload => Entry.IsPointer;

    /// <summary>Whether there is nothing.</summary>
    public bool IsNull => Entry.IsNull;

    /// <summary>Whether there is a value in place of a payload, as a shadow is in the page cache.</summary>
    public bool IsValue => Entry.IsValue;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is no value.</exception>
    public ulong Value => Entry.Value;

    /// <summary>The error, or <see cref="Errno.None"/>.</summary>
    public Errno Errno => Entry.Errno;

    /// <inheritdoc/>
    public override string ToString() => HasPayload ? Payload.ToString() ?? "" : Entry.ToString();
}
