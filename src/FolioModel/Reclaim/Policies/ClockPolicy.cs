namespace FolioModel.Reclaim;

/// <summary>
/// First in, first out with a second chance: a folio that was used since the hand last passed it stays for another round.
/// </summary>
public sealed class ClockPolicy : ListPolicy
{
    /// <inheritdoc/>
    public override string Name => "clock";

    /// <inheritdoc/>
    public override void Accessed(Folio folio) => Lists[folio] = 1;

    /// <inheritdoc/>
    public override void Choose(EvictionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        // Two rounds: the first may only clear the marks of all.
        Folio at = Queue.First;
        for (int left = 2 * Queue.Count; left > 0 && !at.IsNone && !request.IsDone; left--)
        {
            Folio next = Queue.After(at);
            if (Lists[at] != 0 || !request.TryTake(at))
            {
                Lists[at] = 0;
                Queue.AddLast(at);
                next = next.IsNone ? Queue.First : next;
            }

            at = next;
        }
    }
}
