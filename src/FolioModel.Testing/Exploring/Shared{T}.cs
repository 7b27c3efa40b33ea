using System.Runtime.InteropServices;

namespace FolioModel.Testing;

/// <summary>
/// A variable that tasks of a scenario share: a flag, a block on a disk, a count of users. Made by <see cref="World.Share{T}"/>.
/// </summary>
/// <typeparam name="T">A number, a truth value, an enumeration, or a struct of such without padding.</typeparam>
/// <remarks>
/// The explorer sees what is read and written here. It does not see plain variables that several tasks capture: a scenario must not rely on
/// them but to pass things that no longer change.
/// </remarks>
public sealed class Shared<T> : ISharedState
    where T : unmanaged
{
    private readonly Machine _machine;
    private readonly int _stateNumber;
    private readonly string _name;
    private T _value;

    internal Shared(Machine machine, string name, T value)
    {
        _machine = machine;
        _stateNumber = machine.NewStateNumber();
        _name = name;
        _value = value;
    }

    /// <summary>The present value.</summary>
    public T Value
    {
        get
        {
            _machine.Track(this);
            return _value;
        }

        set
        {
            _machine.Track(this);
            _value = value;
        }
    }

    /// <inheritdoc/>
    int ISharedState.StateNumber => _stateNumber;

    /// <inheritdoc/>
    string ISharedState.StateName => _name;

    /// <inheritdoc/>
    public override string ToString() => _value.ToString() ?? "";

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash)
    {
        foreach (byte part in MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref _value, 1)))
        {
            hash.Add((ulong)part);
        }
    }
}
