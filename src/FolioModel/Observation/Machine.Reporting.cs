namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Whether an observer is attached that wants some of these events.</summary>
    /// <param name="groups">The groups.</param>
    public bool IsObserved(KernelEventGroups groups) => _instrumentation is { } instrumentation && instrumentation.Wants(groups);

    /// <summary>
    /// Tells the observers of something in a file's cache that the core does not see by itself, as an owner's read path does of hits and
    /// misses. Costs one test when no observer is attached.
    /// </summary>
    /// <param name="kind">The kind of event; of <see cref="KernelEventGroups.Cache"/>.</param>
    /// <param name="file">The file.</param>
    /// <param name="index">The first page.</param>
    /// <param name="function">The kernel function in which it happened.</param>
    /// <param name="amount">A size, as the kind says.</param>
    /// <param name="detail">A second number, as the kind says.</param>
    /// <exception cref="ArgumentException">The kind is of another group.</exception>
    public void Report(KernelEventKind kind, AddressSpace file, PageIndex index, string function, long amount = 0, long detail = 0)
    {
        if (_instrumentation is not { } instrumentation)
        {
            return;
        }

        ArgumentNullException.ThrowIfNull(file);
        if (KernelEvent.GroupOf(kind) != KernelEventGroups.Cache)
        {
            throw new ArgumentException($"{kind} is an event that the core reports", nameof(kind));
        }

        if (instrumentation.Wants(KernelEventGroups.Cache))
        {
            CacheEntry there = file.Pages.Peek(index);
            instrumentation.TellAt(kind, there.IsFolio ? there.Folio.Frame : -1, file, index, function, amount, detail);
        }
    }

    /// <summary>The pool of nodes calls only while an observer wants to know.</summary>
    private void FollowNodes()
    {
        PageCacheNodes.Allocated -= TellNodeAllocated;
        PageCacheNodes.Freed -= TellNodeFreed;
        if (IsObserved(KernelEventGroups.Cache))
        {
            PageCacheNodes.Allocated += TellNodeAllocated;
            PageCacheNodes.Freed += TellNodeFreed;
        }
    }

    private void TellNodeAllocated(int node) =>
        _instrumentation?.Tell(KernelEventKind.XArrayNodeAlloc, "xas_alloc", Order.Zero, 0, node);

    private void TellNodeFreed(int node) =>
        _instrumentation?.Tell(KernelEventKind.XArrayNodeFree, "xa_node_free", Order.Zero, 0, node);
}
