using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>
/// Several observers of one machine: each is told of the events that it wants, in the order in which the observers were added.
/// </summary>
internal sealed class ObserverGroup : IMachineObserver
{
    private readonly KernelEventGroups[] _wanted;

    private ObserverGroup(ImmutableArray<IMachineObserver> members)
    {
        Members = members;
        _wanted = [.. members.Select(static m => m.Wants)];
        Wants = _wanted.Aggregate(static (all, next) => all | next);
    }

    /// <summary>The observers that a machine has.</summary>
    public static ImmutableArray<IMachineObserver> MembersOf(IMachineObserver? observer) => observer switch
    {
        null => [],
        ObserverGroup group => group.Members,
        _ => [observer],
    };

    /// <summary>One observer that stands for some, or null for none.</summary>
    public static IMachineObserver? Of(ImmutableArray<IMachineObserver> members) => members switch
    {
        [] => null,
        [IMachineObserver one] => one,
        _ => new ObserverGroup(members),
    };

    /// <inheritdoc/>
    public KernelEventGroups Wants { get; }

    private ImmutableArray<IMachineObserver> Members { get; }

    /// <inheritdoc/>
    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        KernelEventGroups group = KernelEvent.GroupOf(kernelEvent.Kind);
        for (int i = 0; i < Members.Length; i++)
        {
            if ((_wanted[i] & group) != 0)
            {
                Members[i].OnEvent(machine, kernelEvent);
            }
        }
    }
}
