namespace FolioModel.Reclaim;

/// <summary>
/// Keeps apart the folios that scans brought in from those that single reads did: scans evict their own first. Of the others, the least
/// used of a sample goes.
/// </summary>
/// <param name="isScan">Whether a task scans; it is asked for the current task when a folio is added.</param>
public sealed class GetScanPolicy(Func<KernelTask, bool> isScan) : ListPolicy
{
    private const int Sample = 16;

    private PolicyList? _scanned;

    /// <inheritdoc/>
    public override string Name => "get-scan";

    /// <inheritdoc/>
    public override void Attach(PolicyLists lists)
    {
        base.Attach(lists);
        _scanned = lists.NewList();
    }

    /// <inheritdoc/>
    public override void Added(Folio folio) => (isScan(Lists.Machine.Current) ? _scanned! : Queue).AddLast(folio);

    /// <inheritdoc/>
    public override void Accessed(Folio folio)
    {
        if (!isScan(Lists.Machine.Current))
        {
            Lists[folio]++;
            Queue.AddLast(folio);
        }
    }

    /// <inheritdoc/>
    public override void Choose(EvictionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ChooseFromHead(_scanned!, request);
        for (int rounds = Queue.Count; rounds > 0 && !request.IsDone; rounds--)
        {
            Folio least = default;
            for (int i = Math.Min(Sample, Queue.Count); i > 0; i--)
            {
                Folio folio = Queue.First;
                Queue.AddLast(folio);
                least = least.IsNone || Lists[folio] < Lists[least] ? folio : least;
            }

            request.TryTake(least);
        }
    }
}
