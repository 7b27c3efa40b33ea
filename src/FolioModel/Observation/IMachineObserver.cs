namespace FolioModel.Observation;

/// <summary>Watches a machine. Called in the middle of operations: it may read, and must not change, the machine.</summary>
public interface IMachineObserver
{
    /// <summary>The events that the observer is told of; asked once, when it is attached.</summary>
    KernelEventGroups Wants => KernelEventGroups.All;

    /// <summary>Called for each event of the groups that the observer wants.</summary>
    /// <param name="machine">The machine in which it happened.</param>
    /// <param name="kernelEvent">The event.</param>
    void OnEvent(Machine machine, in KernelEvent kernelEvent);
}
