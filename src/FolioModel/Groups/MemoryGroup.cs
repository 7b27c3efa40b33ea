namespace FolioModel.Groups;

/// <summary>A memory control group: limits for what its tasks use, and LRU lists and statistics of its own.</summary>
/// <remarks>
/// <para>Models <c>struct mem_cgroup</c> of cgroup v2. Groups form a tree below the root, which has no limits; a charge counts in the group
/// and all groups above it. <see cref="MachineOptions.MemoryGroups"/> says how many there can be besides the root.</para>
/// <para>A task's charges go to <see cref="KernelTask.Group"/>. A folio stays with the group that was charged for it.</para>
/// </remarks>
/// <example><code>
/// var machine = new Machine(new MachineOptions { MemoryGroups = 1 });
/// MemoryGroup group = machine.CreateGroup("database");
/// group.Max = new PageCount(2048);
/// machine.Current.Group = group;
/// </code></example>
[SharedState("group {Name}")]
public sealed partial class MemoryGroup : ISharedState
{
    private readonly Machine _machine;
    private readonly MemoryGroups _groups;

    [NotShared("set up before tasks run")]
    private readonly List<MemoryGroup> _children = [];

    [Shared]
    private readonly long[] _kept = new long[GroupCounters.Count];

    [Shared]
    private readonly long[] _flushed = new long[GroupCounters.Count];

    internal MemoryGroup(Machine machine, MemoryGroups groups, int id, string name, MemoryGroup? parent, LruVector lru)
    {
        _machine = machine;
        _groups = groups;
        Id = id;
        Name = name;
        Parent = parent;
        Lru = lru;
        lru.Group = this;
        _stateNumber = machine.NewStateNumber();
        IsOnline = true;
        parent?._children.Add(this);
    }

    /// <summary>The group's number: 0 for the root. Shadows of evicted folios hold it.</summary>
    public int Id { get; }

    /// <summary>The name of the group, as reports show it.</summary>
    public string Name { get; }

    /// <summary>The group above, or null for the root.</summary>
    public MemoryGroup? Parent { get; }

    /// <summary>The groups right below, in the order in which they were created.</summary>
    public IReadOnlyList<MemoryGroup> Children => _children;

    /// <summary>The LRU lists of the folios charged to the group itself.</summary>
    public LruVector Lru { get; }

    /// <summary>Whether it is the root, which has no limits and counts no charges.</summary>
    public bool IsRoot => Parent is null;

    /// <summary>The most that the group and those below it may use, in pages; null for no limit (<c>memory.max</c>).</summary>
    /// <remarks>Lowering it below the usage reclaims nothing: <see cref="Reclaim"/> does, and so does the next charge.</remarks>
    [NotShared("set by the embedder, not by operations")]
    public PageCount? Max { get; set; }

    /// <summary>
    /// The usage above which charges have to reclaim on their way out, in pages; null for no such limit (<c>memory.high</c>).
    /// </summary>
    [NotShared("set by the embedder, not by operations")]
    public PageCount? High { get; set; }

    /// <summary>Decides which of the group's cached file folios are evicted, in place of the kernel's lists; null for those.</summary>
    public IReclaimPolicy? Policy
    {
        get => Lru.Policy?.Policy;
        set => _machine.SetPolicy(Lru, value);
    }

    /// <summary>Usage that is reclaimed only if nothing else is left, in pages (<c>memory.low</c>).</summary>
    [NotShared("set by the embedder, not by operations")]
    public PageCount Low { get; set; }

    /// <summary>Usage that is never reclaimed, in pages (<c>memory.min</c>).</summary>
    [NotShared("set by the embedder, not by operations")]
    public PageCount Min { get; set; }

    /// <summary>Pages charged to the group and those below it, those that CPUs hold in reserve included (<c>memory.current</c>).</summary>
    public PageCount Usage => new(UsedPages);

    [Shared]
    private partial long UsedPages { get; set; }

    [Shared]
    private partial long KernelBytes { get; set; }

    /// <summary>Bytes of kernel memory charged to the group itself.</summary>
    internal long KernelMemory => KernelBytes;

    /// <summary>The same in pages.</summary>
    internal long KernelPages => PagesOf(KernelBytes);

    /// <summary>
    /// Whether the group exists for tasks; one that was removed lives on while it has charges (<c>mem_cgroup_online</c>).
    /// </summary>
    [Shared]
    public partial bool IsOnline { get; private set; }

    /// <summary>How often the limits mattered (<c>memory.events.local</c>).</summary>
    public MemoryGroupEvents Events { get; } = new();

    /// <summary>
    /// Where the next run of reclaim for this group goes on, so that all below it have their turn; null for the group itself.
    /// </summary>
    [NotShared("a place in the order of groups: every order is right")]
    internal MemoryGroup? WalkPosition { get; set; }

    /// <summary>The group that follows another one, this or below it, in a walk from above to below; null behind the last.</summary>
    /// <remarks>Models <c>mem_cgroup_iter</c>.</remarks>
    internal MemoryGroup? After(MemoryGroup group)
    {
        if (group._children.Count > 0)
        {
            return group._children[0];
        }

        for (MemoryGroup at = group; at != this && at.Parent is { } parent; at = parent)
        {
            int next = parent._children.IndexOf(at) + 1;
            if (next < parent._children.Count)
            {
                return parent._children[next];
            }
        }

        return null;
    }

    /// <summary>Whether a group is this one or below it.</summary>
    /// <param name="group">The other group.</param>
    public bool Contains(MemoryGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        MemoryGroup? above = group;
        while (above is not null && above != this)
        {
            above = above.Parent;
        }

        return above is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"group '{Name}' ({UsedPages} pages{(Max is { } max ? $" of {max.Value}" : "")})";
}
