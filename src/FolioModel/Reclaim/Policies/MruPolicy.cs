namespace FolioModel.Reclaim;

/// <summary>Most recently used goes first: good for loops that are larger than memory.</summary>
public sealed class MruPolicy : ListPolicy
{
    /// <inheritdoc/>
    public override string Name => "mru";

    /// <inheritdoc/>
    public override void Added(Folio folio) => Queue.AddFirst(folio);

    /// <inheritdoc/>
    public override void Accessed(Folio folio) => Queue.AddFirst(folio);
}
