namespace FolioModel.Reclaim;

/// <summary>The lists of one policy, and a number that it keeps for each folio. Its operations allocate nothing.</summary>
/// <remarks>
/// A folio is on one list at most. The state is no part of what an exploration compares: explore machines without policies.
/// </remarks>
public sealed class PolicyLists
{
    /// <summary>The most lists that a policy can have.</summary>
    public const int Most = 64;

    private const int Unknown = -1;
    private const int OnNoList = 0;

    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly long[] _values;

    /// <summary>For each frame: not this policy's, or the list it is on, from 1; 0 for none.</summary>
    private readonly sbyte[] _listOf;
    private readonly List<PolicyList> _lists = [];

    internal PolicyLists(Machine machine)
    {
        Machine = machine;
        int pages = machine.Options.Pages;
        _next = new int[pages + Most];
        _previous = new int[pages + Most];
        _values = new long[pages];
        _listOf = new sbyte[pages];
        Array.Fill(_listOf, (sbyte)Unknown);
    }

    /// <summary>The machine.</summary>
    public Machine Machine { get; }

    /// <summary>A number of the policy's own for each folio; 0 when the folio is added.</summary>
    /// <param name="folio">A folio that was added and not removed.</param>
    public long this[Folio folio]
    {
        get => _values[Known(folio)];
        set => _values[Known(folio)] = value;
    }

    /// <summary>Makes an empty list.</summary>
    /// <exception cref="InvalidOperationException">The policy has 64 lists.</exception>
    public PolicyList NewList()
    {
        if (_lists.Count == Most)
        {
            throw new InvalidOperationException($"a policy has at most {Most} lists");
        }

        int head = Machine.Options.Pages + _lists.Count;
        _next[head] = _previous[head] = head;
        PolicyList list = new(this, head, _lists.Count + 1);
        _lists.Add(list);
        return list;
    }

    /// <summary>The list that a folio is on, or null.</summary>
    /// <param name="folio">A folio that was added and not removed.</param>
    public PolicyList? ListOf(Folio folio) => _listOf[Known(folio)] is > OnNoList and var number ? _lists[number - 1] : null;

    /// <summary>Whether a folio was added and not removed.</summary>
    /// <param name="folio">The folio.</param>
    public bool Contains(Folio folio) => folio.Machine == Machine && _listOf[folio.Frame] != Unknown;

    internal int NextOf(int at) => _next[at];

    internal int PreviousOf(int at) => _previous[at];

    internal bool Knows(int pfn) => _listOf[pfn] != Unknown;

    internal void Enter(int pfn)
    {
        _listOf[pfn] = OnNoList;
        _values[pfn] = 0;
    }

    internal void Leave(int pfn)
    {
        Unlink(pfn);
        _listOf[pfn] = Unknown;
    }

    /// <summary>Puts a folio behind a place of a list, from wherever it is.</summary>
    internal void LinkBehind(PolicyList list, Folio folio, int place)
    {
        int pfn = Known(folio);
        if (place != pfn)
        {
            Unlink(pfn);
            int next = _next[place];
            _next[pfn] = next;
            _previous[pfn] = place;
            _previous[next] = pfn;
            _next[place] = pfn;
            _listOf[pfn] = (sbyte)list.Number;
            list.Count++;
        }
    }

    internal bool Unlink(Folio folio) => Unlink(Known(folio));

    internal bool Unlink(int pfn)
    {
        if (_listOf[pfn] <= OnNoList)
        {
            return false;
        }

        _lists[_listOf[pfn] - 1].Count--;
        _next[_previous[pfn]] = _next[pfn];
        _previous[_next[pfn]] = _previous[pfn];
        _listOf[pfn] = OnNoList;
        return true;
    }

    private int Known(Folio folio)
    {
        if (!Contains(folio))
        {
            throw new InvalidOperationException($"{folio} was not added to this policy, or was removed from it");
        }

        return folio.Frame;
    }
}
