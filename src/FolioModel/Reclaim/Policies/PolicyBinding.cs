namespace FolioModel.Reclaim;

/// <summary>A policy at work on the folios of one group, or of a machine without groups.</summary>
internal sealed class PolicyBinding
{
    private readonly PolicyList _declined;
    private readonly EvictionRequest _request;

    public PolicyBinding(Machine machine, IReclaimPolicy policy, bool isBare = false)
    {
        Policy = policy;
        Lists = new PolicyLists(machine);
        Declined = new PolicyLists(machine);
        _declined = Declined.NewList();
        _request = new EvictionRequest(machine, this, isBare);
        policy.Attach(Lists);
    }

    public IReclaimPolicy Policy { get; }

    /// <summary>The folios that the policy knows.</summary>
    public PolicyLists Lists { get; }

    /// <summary>The folios that it did not admit.</summary>
    public PolicyLists Declined { get; }

    public void Added(Folio folio)
    {
        if (folio.Has(FolioFlags.SwapBacked) || folio.Has(FolioFlags.Anon))
        {
            return;
        }

        if (Policy.Admits(folio))
        {
            Lists.Enter(folio);
            Policy.Added(folio);
        }
        else
        {
            Declined.Enter(folio);
            _declined.AddLast(folio);
        }
    }

    public void Accessed(int pfn)
    {
        if (Lists.Knows(pfn))
        {
            Policy.Accessed(Lists.At(pfn));
        }
    }

    public void Removed(Folio folio)
    {
        if (Lists.Knows(folio.Frame))
        {
            Policy.Removed(folio);
            Lists.Leave(folio.Frame);
        }
        else if (Declined.Knows(folio.Frame))
        {
            Declined.Leave(folio.Frame);
        }
    }

    /// <summary>A folio was chosen: it is on no list until it is gone or comes back.</summary>
    public void Chosen(Folio folio) => (Lists.Knows(folio.Frame) ? Lists : Declined).Unlink(folio.Frame);

    /// <summary>A chosen folio could not be evicted after all.</summary>
    public void Returned(Folio folio)
    {
        if (Lists.Knows(folio.Frame))
        {
            Policy.Added(folio);
        }
        else if (Declined.Knows(folio.Frame))
        {
            _declined.AddLast(folio);
        }
    }

    /// <summary>Asks for folios to evict: those that were not admitted first. Lock required: that of the lists they are on.</summary>
    public void Choose(long wanted, List<Folio> chosen)
    {
        _request.Begin(wanted, chosen);
        for (Folio at = _declined.First; !at.IsNone && !_request.IsDone;)
        {
            Folio next = _declined.After(at);
            _request.TryTake(at);
            at = next;
        }

        if (!_request.IsDone)
        {
            Policy.Choose(_request);
        }
    }
}
