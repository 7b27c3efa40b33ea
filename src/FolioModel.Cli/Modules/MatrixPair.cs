namespace FolioModel.Cli.Modules;

/// <summary>Two operations of the lock matrix, and the file on which they meet.</summary>
internal sealed record MatrixPair(MatrixRow One, MatrixRow Other, MatrixFile File)
{
    /// <summary>The name of the pair as a program.</summary>
    public string Name => $"{One.Name}+{Other.Name}".Replace(' ', '-');

    /// <summary>The pair as a program of two tasks.</summary>
    public ExplorationProgram Program => new(Name, $"{One.Name} against {Other.Name}", world =>
    {
        MatrixSite site = File.Open(world);
        AddTask(world, One, One.Name, site);
        AddTask(world, Other, One == Other ? $"{Other.Name} 2" : Other.Name, site);
        world.Linearizable(site.Describe);
    });

    /// <inheritdoc/>
    public override string ToString() => $"{One.Name} / {Other.Name}";

    private static void AddTask(World world, MatrixRow row, string name, MatrixSite site)
    {
        KernelTask task = world.Task(name, () => row.Run(site));
        world.MayGiveUp(task, [.. row.GivesUp]);
    }
}
