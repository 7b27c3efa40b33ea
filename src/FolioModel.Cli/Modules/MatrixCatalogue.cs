namespace FolioModel.Cli.Modules;

/// <summary>The rows of the lock matrix of all modules, and the pairs they make.</summary>
internal sealed class MatrixCatalogue
{
    public MatrixCatalogue(IReadOnlyList<OwnerModule> modules)
    {
        Files = [.. modules.SelectMany(static m => m.Matrix.Files)];
        Rows = [.. modules.SelectMany(static m => m.Matrix.Rows)];
        BenignPairs = [.. modules.SelectMany(static m => m.Matrix.BenignPairs)];
        KnownRaces = [.. modules.SelectMany(static m => m.Matrix.KnownRaces)];
        Witnesses = [.. modules.SelectMany(static m => m.Matrix.Witnesses).OrderBy(static w => w.LockClass.Rank)];
        Pairs = [.. AllPairs()];
    }

    public IReadOnlyList<MatrixFile> Files { get; }

    public IReadOnlyList<MatrixRow> Rows { get; }

    public IReadOnlyList<BenignPair> BenignPairs { get; }

    public IReadOnlyList<KnownRace> KnownRaces { get; }

    /// <summary>The witnesses, outer locks before inner ones.</summary>
    public IReadOnlyList<LockWitness> Witnesses { get; }

    /// <summary>Every pair of operations that can meet, each once.</summary>
    public IReadOnlyList<MatrixPair> Pairs { get; }

    /// <summary>The operations, as the names of pairs have them.</summary>
    public IEnumerable<string> Operations => Rows.Select(static r => r.Name.Replace(' ', '-'));

    /// <summary>The pair of a name such as <c>gmem-allocate+bind</c>, in either order; or null.</summary>
    public MatrixPair? Find(string name)
    {
        string[] parts = name.Split('+');
        return parts.Length != 2 ? null : Pairs.FirstOrDefault(p => p.Name == name || p.Name == $"{parts[1]}+{parts[0]}");
    }

    /// <summary>Whether a pair goes wrong in the modelled kernel, and so in the model.</summary>
    /// <param name="name">The pair's name.</param>
    public bool IsKnownToGoWrong(string name) => KnownRaces.Any(r => r.Program == name);

    public KnownRace? RaceOf(MatrixPair pair) => KnownRaces.FirstOrDefault(r => r.Program == pair.Name);

    public BenignPair? BenignOf(MatrixPair pair) => BenignPairs.FirstOrDefault(b => b.Applies(pair.One.Name, pair.Other.Name));

    /// <summary>Whether an operation runs on a file: its owner says so, or the file's owner does.</summary>
    public static bool RunsOn(MatrixRow row, MatrixFile file) => row.On.Contains(file.Name) || file.AlsoRuns.Contains(row.Name);

    private IEnumerable<MatrixPair> AllPairs()
    {
        for (int other = 0; other < Rows.Count; other++)
        {
            for (int one = 0; one <= other; one++)
            {
                // The first file that both run on: what they do to each other they do there.
                if (Files.FirstOrDefault(f => RunsOn(Rows[one], f) && RunsOn(Rows[other], f)) is { } file)
                {
                    yield return new MatrixPair(Rows[one], Rows[other], file);
                }
            }
        }
    }
}
