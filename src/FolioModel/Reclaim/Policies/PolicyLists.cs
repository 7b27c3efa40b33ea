using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>By frame; behind the frames come the heads of the lists.</summary>
    private readonly Node[] _nodes;
    private readonly List<PolicyList> _lists = [];

    internal PolicyLists(Machine machine)
    {
        Machine = machine;
        _nodes = new Node[machine.Options.Pages + Most];
        _nodes.AsSpan().Fill(new Node { List = Unknown });
    }

    /// <summary>The machine.</summary>
    public Machine Machine { get; }

    /// <summary>A number of the policy's own for each folio; 0 when the folio is added.</summary>
    /// <param name="folio">A folio that was added and not removed.</param>
    public long this[Folio folio]
    {
        get => Known(folio).Value;
        set => Known(folio).Value = value;
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
        _nodes[head] = new Node { Next = head, Previous = head };
        PolicyList list = new(this, head, _lists.Count + 1);
        _lists.Add(list);
        return list;
    }

    /// <summary>The list that a folio is on, or null.</summary>
    /// <param name="folio">A folio that was added and not removed.</param>
    public PolicyList? ListOf(Folio folio) => Known(folio).List is > OnNoList and var number ? _lists[number - 1] : null;

    /// <summary>Whether a folio was added and not removed.</summary>
    /// <param name="folio">The folio.</param>
    public bool Contains(Folio folio) => folio.Machine == Machine && _nodes[folio.Frame].List != Unknown;

    internal int NextOf(int at) => _nodes[at].Next;

    internal int PreviousOf(int at) => _nodes[at].Previous;

    internal bool Knows(int pfn) => _nodes[pfn].List != Unknown;

    /// <summary>The handle of a folio that entered: made from what the links keep, without a look at the descriptor.</summary>
    internal Folio At(int pfn) => new(Machine, pfn, _nodes[pfn].Generation);

    internal void Enter(Folio folio)
    {
        ref Node node = ref _nodes[folio.Frame];
        node.List = OnNoList;
        node.Value = 0;
        node.Generation = folio.Generation;
    }

    internal void Leave(int pfn)
    {
        Unlink(pfn);
        _nodes[pfn].List = Unknown;
    }

    /// <summary>Puts a folio behind a place of a list, from wherever it is.</summary>
    internal void LinkBehind(PolicyList list, Folio folio, int place)
    {
        ref Node node = ref Known(folio);
        int pfn = folio.Frame;
        if (place == pfn)
        {
            return;
        }

        if (node.List != list.Number)
        {
            Unlink(pfn);
            node.List = list.Number;
            list.Count++;
        }
        else
        {
            Bridge(ref node);
        }

        ref Node before = ref _nodes[place];
        node.Next = before.Next;
        node.Previous = place;
        _nodes[before.Next].Previous = pfn;
        before.Next = pfn;
    }

    internal bool Unlink(Folio folio)
    {
        _ = Known(folio);
        return Unlink(folio.Frame);
    }

    internal bool Unlink(int pfn)
    {
        ref Node node = ref _nodes[pfn];
        if (node.List <= OnNoList)
        {
            return false;
        }

        _lists[node.List - 1].Count--;
        Bridge(ref node);
        node.List = OnNoList;
        return true;
    }

    /// <summary>Asks the processor to fetch a folio's links, and then those of its neighbours.</summary>
    internal unsafe void Prefetch(int pfn, bool neighbours)
    {
        if (Sse.IsSupported)
        {
            ref Node node = ref _nodes[pfn];
            Sse.Prefetch0(Unsafe.AsPointer(ref neighbours ? ref _nodes[node.Previous] : ref node));
            if (neighbours)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref _nodes[node.Next]));
            }
        }
    }

    /// <summary>Joins the neighbours of a folio that leaves its place.</summary>
    private void Bridge(ref Node node)
    {
        _nodes[node.Previous].Next = node.Next;
        _nodes[node.Next].Previous = node.Previous;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Node Known(Folio folio)
    {
        if (folio.Machine == Machine)
        {
            ref Node node = ref _nodes[folio.Frame];
            if (node.List != Unknown)
            {
                return ref node;
            }
        }

        ThrowUnknown(folio);
        return ref Unsafe.NullRef<Node>();
    }

    [DoesNotReturn]
    private static void ThrowUnknown(Folio folio) =>
        throw new InvalidOperationException($"{folio} was not added to this policy, or was removed from it");

    /// <summary>
    /// Links of a folio, the policy's number for it, and which list it is on, from 1; 0 for none, -1 if it is not the policy's.
    /// </summary>
    private struct Node
    {
        public long Value;
        public int Next;
        public int Previous;
        public int List;
        public uint Generation;
    }
}
