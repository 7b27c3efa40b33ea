using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>A task at one moment.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Cpu">The CPU it runs on.</param>
/// <param name="Function">The owner's function it is in, or null.</param>
/// <param name="Operation">The operation of the core that the function has called, or null.</param>
/// <param name="Held">The locks that it holds, in the order in which it took them; empty unless locks are checked.</param>
public sealed record TaskSnapshot(int Id, string Name, int Cpu, string? Function, string? Operation, ImmutableArray<string> Held)
{
    /// <summary>The progress of a task that runs suspended; null for any other task, and for one that is over.</summary>
    public TaskRunState? State { get; init; }

    /// <summary>The next action of a task that runs suspended, or null.</summary>
    public SchedulingPoint? Point { get; init; }

    /// <summary>The thing that the task waits for, in words, or null.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Name of the task that is to end the wait, or null.</summary>
    public string? WaitsOn { get; init; }
}
