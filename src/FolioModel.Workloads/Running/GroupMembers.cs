using FolioModel.Groups;

namespace FolioModel.Workloads.Running;

/// <summary>The groups of a replay on one machine, below the one that limits them all.</summary>
internal sealed class GroupMembers
{
    private const string Others = "other";

    private readonly GroupMember[] _members;
    private readonly Func<ulong, string> _nameOf;

    /// <summary>Creates the groups; a last one takes the files that no group takes.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="parent">The group that limits them all.</param>
    /// <param name="memory">Its limit, in pages.</param>
    /// <param name="policy">The policy of groups that name none.</param>
    /// <param name="declared">The groups.</param>
    /// <param name="nameOf">The name of a file.</param>
    public GroupMembers(
        Machine machine, MemoryGroup parent, long memory, ReplayPolicy policy, IReadOnlyList<ReplayGroup> declared,
        Func<ulong, string> nameOf)
    {
        _nameOf = nameOf;
        _members = [.. declared.Append(new ReplayGroup(Others) { Files = ["*"] }).Select(d => Create(machine, parent, memory, policy, d))];
    }

    /// <summary>How many groups a machine needs for some declared ones, the one that limits them all among them.</summary>
    public static int CountFor(IReadOnlyList<ReplayGroup> declared) => declared.Count == 0 ? 1 : declared.Count + 2;

    /// <summary>The group that a file belongs to.</summary>
    public GroupMember Of(ulong file)
    {
        string name = _nameOf(file);
        return Array.Find(_members, m => m.Takes(name))!;
    }

    /// <summary>The parts of the groups; the one of the other files only if there were any.</summary>
    /// <param name="gone">Counts the pages of a group's files that readahead brought in and that went unused to the end.</param>
    public IReadOnlyList<ReplayGroupResult> Results(Func<GroupMember, long> gone) =>
        [.. _members.Where((m, i) => i < _members.Length - 1 || m.WasUsed).Select(m => m.Result(gone(m)))];

    private static GroupMember Create(
        Machine machine, MemoryGroup parent, long memory, ReplayPolicy policy, ReplayGroup declared)
    {
        MemoryGroup group = machine.CreateGroup(declared.Name, parent);
        group.Max = declared.MaxPages is { } max ? new PageCount(max) : null;
        group.Low = new PageCount(declared.LowPages);
        group.Min = new PageCount(declared.MinPages);
        ReplayPolicy own = declared.Policy ?? policy;
        if (own.Create is not null)
        {
            group.Policy = own.Create(declared.MaxPages ?? memory);
        }

        return new GroupMember(declared, group, own.Name);
    }
}
