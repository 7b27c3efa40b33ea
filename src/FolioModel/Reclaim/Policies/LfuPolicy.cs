namespace FolioModel.Reclaim;

/// <summary>Least frequently used goes first; of equally used folios, the one whose last use is the longest ago.</summary>
/// <remarks>Uses are counted up to 15: a list for each count makes every operation take the same time.</remarks>
public sealed class LfuPolicy : ListPolicy
{
    private const int MostUses = 15;

    private readonly PolicyList[] _byUses = new PolicyList[MostUses + 1];

    /// <inheritdoc/>
    public override string Name => "lfu";

    /// <inheritdoc/>
    public override void Attach(PolicyLists lists)
    {
        base.Attach(lists);
        _byUses[0] = Queue;
        for (int uses = 1; uses <= MostUses; uses++)
        {
            _byUses[uses] = lists.NewList();
        }
    }

    /// <inheritdoc/>
    public override void Accessed(Folio folio)
    {
        long uses = Math.Min(Lists[folio] + 1, MostUses);
        Lists[folio] = uses;
        _byUses[uses].AddLast(folio);
    }

    /// <inheritdoc/>
    public override void Choose(EvictionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        for (int uses = 0; uses <= MostUses && !request.IsDone; uses++)
        {
            ChooseFromHead(_byUses[uses], request);
        }
    }
}
