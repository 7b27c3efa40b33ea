using System.Numerics;

namespace FolioModel.Interleaving;

/// <summary>A running 64-bit hash of state. Equal sequences give equal hashes, in every process.</summary>
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
public struct StateHash
{
    private ulong _value;

    /// <summary>The hash so far.</summary>
    public readonly ulong Value => _value;

    /// <summary>Adds a number.</summary>
    /// <param name="word">The number.</param>
    public void Add(ulong word) => _value = Mix(BitOperations.RotateLeft(_value, 23) ^ (word + 0x9E3779B97F4A7C15));

    /// <summary>Adds a number.</summary>
    /// <param name="number">The number.</param>
    public void Add(int number) => Add((ulong)(uint)number);

    /// <summary>Adds a number.</summary>
    /// <param name="number">The number.</param>
    public void Add(long number) => Add((ulong)number);

    /// <summary>Adds a truth value.</summary>
    /// <param name="flag">The value.</param>
    public void Add(bool flag) => Add(flag ? 1UL : 0UL);

    /// <summary>Adds a text.</summary>
    /// <param name="text">The text.</param>
    public void Add(string? text)
    {
        Add(text?.Length ?? -1);
        foreach (char c in text ?? "")
        {
            Add((ulong)c);
        }
    }

    /// <summary>Adds which folio it is, not what is known of it.</summary>
    /// <param name="folio">A folio, live or not, or <c>default</c>.</param>
    public void Add(Folio folio) => Add(folio.IsNone ? -1 : folio.Pfn.Value);

    /// <summary>Adds which state it is, not what is in it.</summary>
    /// <param name="state">A piece of shared state, or null.</param>
    public void Add(ISharedState? state) => Add(state is null ? 0 : state.StateNumber + 1);

    internal static ulong Mix(ulong word)
    {
        word = (word ^ (word >> 32)) * 0xD6E8FEB86659FD93;
        word = (word ^ (word >> 32)) * 0xD6E8FEB86659FD93;
        return word ^ (word >> 32);
    }
}
