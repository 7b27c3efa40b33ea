using System.Numerics;

namespace FolioModel.Interleaving;

/// <summary>A running hash of state, of 128 bits. Equal sequences give equal hashes, in every process.</summary>
/// <remarks>
/// Two lanes of 64 bits mix every word in different ways. One lane is enough to tell a few thousand values apart; searches that compare
/// billions of states use both: see <see cref="Fingerprint"/>.
/// </remarks>
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
public struct StateHash
{
    private ulong _value;
    private ulong _second;

    /// <summary>The hash so far, one lane of it.</summary>
    public readonly ulong Value => _value;

    /// <summary>The hash so far, both lanes.</summary>
    public readonly UInt128 Fingerprint => new(_second, _value);

    /// <summary>Adds a number.</summary>
    /// <param name="word">The number.</param>
    public void Add(ulong word)
    {
        _value = Mix(BitOperations.RotateLeft(_value, 23) ^ (word + 0x9E3779B97F4A7C15));
        _second = MixSecond(BitOperations.RotateLeft(_second, 41) ^ (word + 0xC2B2AE3D27D4EB4F));
    }

    /// <summary>Adds a fingerprint.</summary>
    /// <param name="fingerprint">The fingerprint.</param>
    public void Add(UInt128 fingerprint)
    {
        Add((ulong)fingerprint);
        Add((ulong)(fingerprint >> 64));
    }

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

    /// <summary>Mixes both lanes, each in its way.</summary>
    internal static UInt128 Mix(UInt128 fingerprint, ulong word) =>
        new(MixSecond((ulong)(fingerprint >> 64) ^ MixSecond(word)), Mix((ulong)fingerprint ^ Mix(word)));

    private static ulong MixSecond(ulong word)
    {
        word = (word ^ (word >> 31)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 29)) * 0x94D049BB133111EB;
        return word ^ (word >> 32);
    }
}
