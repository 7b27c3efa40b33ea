namespace FolioModel.Reclaim;

/// <summary>A policy's choice of folios to evict.</summary>
public sealed class EvictionRequest
{
    private readonly Machine _machine;
    private readonly PolicyBinding _binding;

    /// <summary>Whether the folios stand for the pages of a <see cref="PolicyCache"/>, and have no references to look at.</summary>
    private readonly bool _isBare;
    private List<Folio> _chosen = [];

    internal EvictionRequest(Machine machine, PolicyBinding binding, bool isBare)
    {
        _machine = machine;
        _isBare = isBare;
        _binding = binding;
    }

    /// <summary>Pages that are still wanted; 0 when enough are chosen.</summary>
    public long Wanted { get; private set; }

    /// <summary>Whether enough is chosen.</summary>
    public bool IsDone => Wanted == 0;

    /// <summary>Chooses a folio if it may go now. Reference effect: +1 owned by the current task as isolation, if it may.</summary>
    /// <param name="folio">A folio of the policy.</param>
    /// <returns>
    /// False, and nothing has changed, if it is locked, dirty, under writeback, unevictable, pinned, in use or isolated already.
    /// </returns>
    public bool TryTake(Folio folio)
    {
        if (_isBare)
        {
            return TryTakeBare(folio);
        }

        if (WhyNot(folio) is not null || !_machine.References.TryGet(folio.Frame, HolderKind.Isolation, "isolate_lru_folios"))
        {
            return false;
        }

        folio.Page.Flags &= ~FolioFlags.Lru;
        _machine.LruOf(folio.Frame).Remove(folio.Frame, reclaiming: true);
        folio.Page.Flags &= ~FolioFlags.Active;
        _chosen.Add(folio);
        _binding.Chosen(folio);
        Wanted = Math.Max(0, Wanted - folio.Pages);
        return true;
    }

    /// <summary>Chooses a folio that the policy takes to be free to go. Reference effect: as <see cref="TryTake"/>.</summary>
    /// <param name="folio">A folio of the policy.</param>
    /// <exception cref="KernelBugException">It may not go: the policy did not look.</exception>
    public void Take(Folio folio)
    {
        if (!TryTake(folio))
        {
            _machine.ThrowBug(folio.Frame, $"policy '{_binding.Policy.Name}' evicts a folio that {WhyNot(folio) ?? "is being freed"}");
        }
    }

    internal void Begin(long wanted, List<Folio> chosen)
    {
        Wanted = wanted;
        _chosen = chosen;
    }

    /// <summary>Chooses a page of a <see cref="PolicyCache"/>, which evicts no more than wanted.</summary>
    private bool TryTakeBare(Folio folio)
    {
        if (IsDone || WhyNot(folio) is not null)
        {
            return false;
        }

        _chosen.Add(folio);
        _binding.Chosen(folio);
        Wanted--;
        return true;
    }

    /// <summary>Why a folio may not go, or null if it may.</summary>
    private string? WhyNot(Folio folio)
    {
        if (!_binding.Lists.Contains(folio) && !_binding.Declined.Contains(folio))
        {
            return "is not one of its own";
        }

        if (_isBare)
        {
            return null;
        }

        FolioFlags flags = folio.Page.Flags;
        int accounted = folio.Pages + ((flags & FolioFlags.Private) != 0 ? 1 : 0) + _machine.MapCountOf(folio.Frame);
        return (flags & FolioFlags.Lru) == 0 ? "is isolated or waits in a batch"
            : (flags & FolioFlags.Locked) != 0 ? "is locked"
            : (flags & FolioFlags.Dirty) != 0 ? "is dirty"
            : (flags & FolioFlags.Writeback) != 0 ? "is under writeback"
            : (flags & (FolioFlags.Unevictable | FolioFlags.Mlocked)) != 0 ? "is unevictable"
            : folio.MaybePinned ? "is pinned"
            : folio.RefCount != accounted ? "somebody uses"
            : null;
    }
}
