namespace FolioModel.Testing;

/// <summary>A race or a reference count bug: an operation done wrong, beside the same done right.</summary>
/// <param name="Name">A short name.</param>
/// <param name="Operations">What runs against what.</param>
/// <param name="Wrong">What the wrong operation does differently, in a sentence.</param>
/// <param name="Reference">Where the rule, or the bug, is known from.</param>
/// <param name="Build">Sets the world up; the second argument says whether the wrong operation runs.</param>
public sealed record Exhibit(string Name, string Operations, string Wrong, string Reference, Action<World, bool> Build)
{
    /// <summary>How many allocations may fail in one execution.</summary>
    public int AllocationFailures { get; init; }

    /// <summary>The kernel in which it happens.</summary>
    public KernelProfile Profile { get; init; } = KernelProfile.Linux612;

    /// <summary>The kernel that does it wrong, where that is a kernel as it was released; null for <see cref="Profile"/>.</summary>
    public KernelProfile? WrongProfile { get; init; }

    /// <summary>The scenario with the right operation.</summary>
    public ExplorationProgram Right => Program(wrong: false);

    /// <summary>The scenario with the wrong one.</summary>
    public ExplorationProgram WrongOne => Program(wrong: true);

    private ExplorationProgram Program(bool wrong) =>
        new(wrong ? $"{Name}/wrong" : Name, Operations, world => Build(world, wrong))
        {
            AllocationFailures = AllocationFailures,
            Profile = wrong ? WrongProfile ?? Profile : Profile,
        };
}
