namespace FolioModel.Failure;

/// <summary>
/// The frames that failed while memory failure could take no reference: what the kernel forgets and the invariants must know.
/// </summary>
internal sealed class UnheldFailures
{
    private readonly Dictionary<int, UnheldFailure> _frames = [];

    /// <summary>How a frame came to fail without a reference, or null where memory failure took one or nothing failed.</summary>
    public UnheldFailure? Of(int pfn) => _frames.TryGetValue(pfn, out UnheldFailure failure) ? failure : null;

    public void Add(int pfn, UnheldFailure failure) => _frames[pfn] = failure;

    public void Remove(int pfn) => _frames.Remove(pfn);
}
