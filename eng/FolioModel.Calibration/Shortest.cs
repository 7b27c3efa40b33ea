namespace FolioModel.Calibration;

/// <summary>Looks for the shortest program that shows each bug: several seeds, each shrunk with more patience than a hunt has.</summary>
internal static class Shortest
{
    private const int Shrinking = 3000;
    private static readonly int[] s_seeds = [7, 11, 23];

    /// <summary>Notes the results in the list of bugs.</summary>
    public static int Search(string root, string output, Arguments options, IReadOnlyList<PlantedBug> all, IReadOnlyList<PlantedBug> chosen)
    {
        Arguments patient = options with { Assemblies = null, Shrinking = Shrinking };
        Hunt[] hunts = [.. s_seeds.Select(seed => new Hunt(root, output, patient with { Seed = seed }))];
        Dictionary<string, int> found = [];
        Parallel.ForEach(chosen, new ParallelOptions { MaxDegreeOfParallelism = 2 }, bug =>
        {
            int shortest = hunts.Select(hunt => hunt.Try(bug).Steps).Where(static steps => steps > 0).DefaultIfEmpty(0).Min();
            lock (found)
            {
                found[bug.Id] = shortest;
                Console.Error.WriteLine($"{found.Count}/{chosen.Count} {bug.Id}: {shortest} steps");
            }
        });
        PlantedBug.Save(root,
            all.Select(bug => found.TryGetValue(bug.Id, out int steps) && steps > 0 ? bug with { Shortest = steps } : bug));
        return 0;
    }
}
