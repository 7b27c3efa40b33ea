namespace FolioModel.Reclaim;

/// <summary>A policy with one list, evicted from its head.</summary>
public abstract class ListPolicy : IReclaimPolicy
{
    private PolicyLists? _lists;
    private PolicyList? _queue;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The lists and numbers of the policy.</summary>
    /// <exception cref="InvalidOperationException">The policy is not attached.</exception>
    protected PolicyLists Lists => _lists ?? throw new InvalidOperationException($"the policy '{Name}' is not attached to a machine");

    /// <summary>The list.</summary>
    protected PolicyList Queue => _queue ?? throw new InvalidOperationException($"the policy '{Name}' is not attached to a machine");

    /// <inheritdoc/>
    public virtual void Attach(PolicyLists lists)
    {
        ArgumentNullException.ThrowIfNull(lists);
        _lists = lists;
        _queue = lists.NewList();
    }

    /// <inheritdoc/>
    public virtual void Added(Folio folio) => Queue.AddLast(folio);

    /// <inheritdoc/>
    public virtual void Accessed(Folio folio)
    {
    }

    /// <inheritdoc/>
    public virtual void Removed(Folio folio)
    {
    }

    /// <inheritdoc/>
    public virtual void Choose(EvictionRequest request) => ChooseFromHead(Queue, request);

    /// <summary>Takes folios from the head of a list on; those that may not go stay where they are.</summary>
    /// <param name="list">The list.</param>
    /// <param name="request">How much is wanted.</param>
    protected static void ChooseFromHead(PolicyList list, EvictionRequest request)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(request);
        for (Folio at = list.First; !at.IsNone && !request.IsDone;)
        {
            Folio next = list.After(at);
            request.TryTake(at);
            at = next;
        }
    }
}
