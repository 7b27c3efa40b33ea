using System.Collections.Immutable;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>
    /// Adds an observer to those that the machine has. Each is told of each event, in the order in which they were added; an observer that
    /// is added or removed during an event begins or ends with the next one.
    /// </summary>
    /// <param name="observer">The observer.</param>
    /// <exception cref="InvalidOperationException">It is attached already.</exception>
    public void AddObserver(IMachineObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ImmutableArray<IMachineObserver> members = ObserverGroup.MembersOf(Observer);
        if (members.Contains(observer, ReferenceEqualityComparer.Instance))
        {
            throw new InvalidOperationException($"{observer} observes this machine already");
        }

        Observer = ObserverGroup.Of(members.Add(observer));
    }

    /// <summary>Removes an observer and leaves the others. Without any, events cost nothing again.</summary>
    /// <param name="observer">The observer.</param>
    /// <returns>False when it was not attached.</returns>
    public bool RemoveObserver(IMachineObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ImmutableArray<IMachineObserver> members = ObserverGroup.MembersOf(Observer);
        ImmutableArray<IMachineObserver> rest = members.Remove(observer, ReferenceEqualityComparer.Instance);
        Observer = ObserverGroup.Of(rest);
        return rest.Length < members.Length;
    }
}
