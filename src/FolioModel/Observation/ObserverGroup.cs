using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>Several observers of one machine: each is told of each event, in the order in which they were added.</summary>
internal sealed class ObserverGroup(ImmutableArray<IMachineObserver> members) : IMachineObserver
{
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

    private ImmutableArray<IMachineObserver> Members { get; } = members;

    /// <inheritdoc/>
    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        foreach (IMachineObserver member in Members)
        {
            member.OnEvent(machine, kernelEvent);
        }
    }
}
