namespace FolioModel.Reclaim;

/// <summary>Exact least recently used: each use moves the folio behind all others.</summary>
public sealed class LruPolicy : ListPolicy
{
    /// <inheritdoc/>
    public override string Name => "lru";

    /// <inheritdoc/>
    public override void Accessed(Folio folio) => Queue.AddLast(folio);
}
