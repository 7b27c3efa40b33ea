using FolioModel.Groups;

namespace FolioModel.Workloads.Running;

/// <summary>The page cache of a memory control group at its limit, or of several below it, on a machine of its own.</summary>
internal abstract class MachineCache : ReplayCache
{
    private const int MostResident = 12;

    private readonly GroupMembers? _members;

    protected MachineCache(ReplayPolicy policy, long memory, ReplayOptions options, Func<ulong, string> nameOf)
        : base(policy, memory, options.Moments)
    {
        Machine = new Machine(new MachineOptions
        {
            Pages = checked((int)Math.Max(memory * 2, 1 << 14)),
            Cpus = 1,
            MemoryGroups = GroupMembers.CountFor(options.Groups),
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = policy.MultiGeneration },
        });
        Group = Machine.CreateGroup("replay");
        Group.Max = new PageCount(memory);
        Machine.Current.Group = Group;
        if (options.Groups.Count > 0)
        {
            _members = new GroupMembers(Machine, Group, memory, policy, options.Groups, nameOf);
        }
        else if (policy.Create is not null)
        {
            Group.Policy = policy.Create(memory);
        }
    }

    public Machine Machine { get; }

    protected MemoryGroup Group { get; }

    public override void HandOver() => Machine.HandOver();

    public override ReplayResult Result() => new()
    {
        Policy = Policy.Name,
        MemoryPages = Memory,
        Accesses = Accesses,
        Hits = Hits,
        Evictions = Sum(GroupCounter.PagesReclaimedDirect) + Sum(GroupCounter.PagesReclaimedKswapd),
        Refaults = Sum(GroupCounter.WorkingsetRefaultFile),
        Scanned = Sum(GroupCounter.PagesScannedDirect) + Sum(GroupCounter.PagesScannedKswapd),
        Written = Written,
        Groups = _members?.Results(GoneUnused) ?? [],
        Moments = Moments,
    };

    /// <summary>Pages of a group's files that readahead brought in, and that were evicted unused and not asked for since.</summary>
    protected virtual long GoneUnused(GroupMember member) => 0;

    private long Sum(GroupCounter counter) => Group.Own(counter) + Group.Children.Sum(child => child.Own(counter));

    /// <summary>The page cache and the index that a page of the trace has, or null if it was never accessed.</summary>
    public abstract (AddressSpace File, PageIndex Index)? Locate(ulong file, long page);

    /// <summary>Whether a page of the trace is in memory.</summary>
    public bool Has(ulong file, long page) => Locate(file, page) is { } at && at.File.Pages.Peek(at.Index).IsFolio;

    /// <summary>The group that a file belongs to, or null if all files share one.</summary>
    protected GroupMember? MemberOf(ulong file) => _members?.Of(file);

    protected InvalidOperationException TooSmall(Errno error) =>
        new($"{Policy.Name} with {Memory} pages: {error}: the memory is too small for the tree of the page cache");

    /// <summary>The largest of some files, the largest first.</summary>
    protected static IReadOnlyList<ResidentFile> Largest(IEnumerable<ResidentFile> files) =>
        [.. files.Where(static f => f.Pages > 0).OrderByDescending(static f => f.Pages).ThenBy(static f => f.File).Take(MostResident)];
}
