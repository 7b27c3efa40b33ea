namespace FolioModel.Testing;

/// <summary>A program to explore: the initial world, the tasks that run in it, and the claims that must hold.</summary>
/// <param name="Name">A short name, for lists and replay tokens.</param>
/// <param name="Summary">The operations, in a line.</param>
/// <param name="Build">Sets a fresh world up. Called once for each execution; it must always do the same.</param>
public sealed record ExplorationProgram(string Name, string Summary, Action<World> Build)
{
    /// <summary>How many allocations may fail in one execution, at any place; 0 for none.</summary>
    public int AllocationFailures { get; init; }

    /// <summary>Base pages of the machine.</summary>
    public int Pages { get; init; } = 64;

    /// <summary>CPUs of the machine; each task gets one of its own as long as there are enough.</summary>
    public int Cpus { get; init; } = 3;

    /// <summary>The kernel to be like.</summary>
    public KernelProfile Profile { get; init; } = KernelProfile.Linux612;

    /// <summary>A class of locks that is left out: no task takes it.</summary>
    public LockClass? WithoutLock { get; init; }
}
