namespace FolioModel.Reclaim;

/// <summary>A list of folios in an order that a policy gives them.</summary>
public sealed class PolicyList
{
    private readonly PolicyLists _lists;
    private readonly int _head;

    internal PolicyList(PolicyLists lists, int head, int number)
    {
        _lists = lists;
        _head = head;
        Number = number;
    }

    /// <summary>How many folios are on it.</summary>
    public int Count { get; internal set; }

    /// <summary>The first folio, or <c>default</c>.</summary>
    public Folio First => At(_lists.NextOf(_head));

    /// <summary>The last folio, or <c>default</c>.</summary>
    public Folio Last => At(_lists.PreviousOf(_head));

    internal int Number { get; }

    /// <summary>The folio behind one of this list, or <c>default</c>.</summary>
    /// <param name="folio">A folio on this list.</param>
    public Folio After(Folio folio) => At(_lists.NextOf(Own(folio)));

    /// <summary>The folio before one of this list, or <c>default</c>.</summary>
    /// <param name="folio">A folio on this list.</param>
    public Folio Before(Folio folio) => At(_lists.PreviousOf(Own(folio)));

    /// <summary>Puts a folio at the head, from wherever it is.</summary>
    /// <param name="folio">A folio that was added and not removed.</param>
    public void AddFirst(Folio folio) => _lists.LinkBehind(this, folio, _head);

    /// <summary>Puts a folio at the tail, from wherever it is.</summary>
    /// <param name="folio">A folio that was added and not removed.</param>
    public void AddLast(Folio folio) => _lists.LinkBehind(this, folio, _lists.PreviousOf(_head));

    /// <summary>Takes a folio off.</summary>
    /// <param name="folio">A folio that was added and not removed.</param>
    /// <returns>Whether it was on this list.</returns>
    public bool Remove(Folio folio) => _lists.ListOf(folio) == this && _lists.Unlink(folio);

    private Folio At(int place) => place == _head ? default : _lists.At(place);

    private int Own(Folio folio) => _lists.ListOf(folio) == this ? folio.Frame
        : throw new InvalidOperationException($"{folio} is not on this list");
}
