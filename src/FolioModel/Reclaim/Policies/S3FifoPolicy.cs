namespace FolioModel.Reclaim;

/// <summary>
/// Three queues: a small one that new folios go through, a main one for those used meanwhile, and one that remembers which pages the small
/// queue lost, so that these enter the main queue when they come back.
/// </summary>
/// <remarks>S3-FIFO of Yang and others (SOSP 2023): the small queue has a tenth of the folios, uses count up to 3.</remarks>
/// <param name="ghosts">How many evicted pages are remembered: as many as the cache holds is a good number.</param>
public sealed class S3FifoPolicy(int ghosts = 4096) : ListPolicy
{
    private const int SmallShare = 10;
    private const int MostUses = 3;

    private readonly GhostQueue _ghosts = new(ghosts);
    private PolicyList? _main;

    /// <inheritdoc/>
    public override string Name => "s3fifo";

    /// <inheritdoc/>
    public override void Attach(PolicyLists lists)
    {
        base.Attach(lists);
        _main = lists.NewList();
    }

    /// <inheritdoc/>
    public override void Added(Folio folio) => (_ghosts.Take(folio.Mapping!, folio.Index) ? _main! : Queue).AddLast(folio);

    /// <inheritdoc/>
    public override void Accessed(Folio folio) => Lists[folio] = Math.Min(Lists[folio] + 1, MostUses);

    /// <inheritdoc/>
    public override void Choose(EvictionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        for (int left = (MostUses + 1) * (Queue.Count + _main!.Count); left > 0 && !request.IsDone; left--)
        {
            bool small = _main.Count == 0 || Queue.Count * SmallShare > Queue.Count + _main.Count;
            Folio folio = small ? Queue.First : _main.First;
            if (folio.IsNone)
            {
                return;
            }

            long uses = Lists[folio];
            AddressSpace file = folio.Mapping!;
            PageIndex index = folio.Index;
            if (uses > (small ? 1 : 0) || !request.TryTake(folio))
            {
                Lists[folio] = small ? 0 : Math.Max(uses - 1, 0);
                _main.AddLast(folio);
            }
            else if (small)
            {
                _ghosts.Add(file, index);
            }
        }
    }
}
