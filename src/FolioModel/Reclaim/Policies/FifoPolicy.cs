namespace FolioModel.Reclaim;

/// <summary>First in, first out: uses do not count.</summary>
public sealed class FifoPolicy : ListPolicy
{
    /// <inheritdoc/>
    public override string Name => "fifo";
}
