namespace FolioModel.Reclaim;

/// <summary>Decides which cached file folios of a group are evicted, in place of the kernel's own lists.</summary>
/// <remarks>
/// <para>The hooks are those of cache_ext, which lets an eBPF program decide: <c>init</c>, <c>folio_added</c>, <c>folio_accessed</c>,
/// <c>folio_removed</c>, <c>admit_folio</c> and <c>evict_folios</c>. Attach a policy with <see cref="Groups.MemoryGroup.Policy"/> or
/// <see cref="Machine.ReclaimPolicy"/>.</para>
/// <para>The machine isolates what the policy chooses and frees it as reclaim does, with a shadow in its place. If the policy chooses too
/// little, the kernel's own reclaim goes on. Hooks run in the middle of operations, under their locks: they may look at folios and use the
/// lists that <see cref="Attach"/> got, and must not call operations of the machine. They see no swap-backed folio.</para>
/// </remarks>
/// <example><code>
/// group.Policy = new FifoPolicy();
/// </code></example>
public interface IReclaimPolicy
{
    /// <summary>The policy's name in reports.</summary>
    string Name { get; }

    /// <summary>The policy begins (<c>init</c>). Folios that are cached already are added right afterwards, the oldest first.</summary>
    /// <param name="lists">Where it gets its lists from.</param>
    void Attach(PolicyLists lists);

    /// <summary>
    /// A folio entered the page cache (<c>folio_added</c>), or was chosen and could not be evicted after all.
    /// </summary>
    /// <param name="folio">The folio.</param>
    void Added(Folio folio);

    /// <summary>A folio was used (<c>folio_accessed</c>): <see cref="Folio.MarkAccessed()"/> was called.</summary>
    /// <param name="folio">The folio.</param>
    void Accessed(Folio folio);

    /// <summary>
    /// A folio leaves the page cache (<c>folio_removed</c>), evicted or truncated. It leaves the policy's lists by itself.
    /// </summary>
    /// <param name="folio">The folio.</param>
    void Removed(Folio folio);

    /// <summary>
    /// Whether a new folio deserves a place (<c>admit_folio</c>). A folio that does not is evicted before all others once it is unused, and
    /// the other hooks do not see it.
    /// </summary>
    /// <param name="folio">The folio, locked; its mapping and index are known.</param>
    bool Admits(Folio folio) => true;

    /// <summary>
    /// Chooses folios to evict, until the request has enough (<c>evict_folios</c>). A chosen folio leaves its list at once.
    /// </summary>
    /// <param name="request">How much is wanted, and where to put the choice.</param>
    void Choose(EvictionRequest request);
}
