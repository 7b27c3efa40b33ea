namespace FolioModel.Testing;

/// <summary>One choice: which task goes on to its next point, and whether the allocations it makes on the way fail.</summary>
/// <param name="Task">Number of the task in its world, from 0.</param>
/// <param name="Fails">Whether its allocations fail.</param>
public readonly record struct Move(int Task, bool Fails = false)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(char)('a' + Task)}{(Fails ? "!" : "")}";
}
