namespace FolioModel.Page.Tests;

/// <summary>Runs given moves of a program by its public interface alone, for comparison with what a page shows.</summary>
internal static class Interleaving
{
    /// <summary>A picture of the machine after the moves.</summary>
    public static MachineSnapshot MachineAfter(ExplorationProgram program, IReadOnlyList<Move> moves)
    {
        // The first world is the one that the moves run in; further ones judge the outcome.
        Machine? machine = null;
        ExplorationProgram watched = program with
        {
            Build = world =>
            {
                machine ??= world.Machine;
                program.Build(world);
            },
        };
        _ = Replay.Run(watched, moves);
        return machine!.Snapshot();
    }
}
