using System.Collections;

namespace FolioModel.Interleaving;

/// <summary>Hashes what only one task knows: the local variables of its suspended methods, and what they refer to.</summary>
/// <remarks>
/// Modelled state that tasks share counts by its identity, since its contents are hashed elsewhere. What cannot be hashed makes the result
/// opaque: two such states must not be taken for the same.
/// </remarks>
internal sealed class LocalHasher
{
    private const int DeepestReference = 12;

    private StateHash _hash;
    private readonly object[] _around = new object[DeepestReference];
    private int _depth;

    /// <summary>The hash so far.</summary>
    public UInt128 Fingerprint => _hash.Fingerprint;

    /// <summary>The type that could not be hashed, or null.</summary>
    public string? Opaque { get; private set; }

    public void Begin()
    {
        _hash = default;
        _depth = 0;
        Opaque = null;
    }

    public void Add(ulong word) => _hash.Add(word);

    public void Add(bool flag) => _hash.Add(flag);

    public void AddObject(object? value)
    {
        switch (value)
        {
            case null:
                Add(0);
                break;
            case ISharedState state:
                Add((ulong)state.StateNumber + 2);
                break;
            case PageCache cache:
                AddObject(cache.Mapping);
                break;
            case FolioBatch batch:
                batch.AddTo(ref _hash);
                break;
            case string text:
                _hash.Add(text);
                break;
            case Delegate function:
                Add((ulong)function.Method.MetadataToken);
                AddObject(function.Target);
                break;
            case IList list when value is not Array { Rank: > 1 }:
                AddList(list);
                break;
            default:
                AddMembers(value);
                break;
        }
    }

    private void AddList(IList list)
    {
        Add((ulong)list.Count);
        foreach (object? item in list)
        {
            AddObject(item);
        }
    }

    private void AddMembers(object value)
    {
        if (_depth == DeepestReference)
        {
            Opaque ??= $"{value.GetType()}, nested too deeply";
            return;
        }

        int inside = Array.IndexOf(_around, value, 0, _depth);
        if (inside >= 0)
        {
            Add((ulong)inside);
            return;
        }

        _around[_depth++] = value;
        if (!MemberHash.TryAdd(value, this))
        {
            Opaque ??= value.GetType().ToString();
        }

        _depth--;
    }
}
