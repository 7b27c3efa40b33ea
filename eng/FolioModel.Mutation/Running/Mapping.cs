using System.Globalization;

namespace FolioModel.Mutation;

/// <summary>Measures what every check takes and reaches.</summary>
internal static class Mapping
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    public static Reach[] Measure(string root, string program, int mutants, int parallel)
    {
        IReadOnlyList<Check> checks = Check.All(root);
        Reach?[] map = new Reach?[checks.Count];
        int next = -1;
        Parallel.For(0, parallel, new ParallelOptions { MaxDegreeOfParallelism = parallel }, _ =>
        {
            using WorkerProcess worker = new(root, program);
            while (Interlocked.Increment(ref next) is var i && i < checks.Count)
            {
                worker.Ask($"map {i} {mutants}", static _ => s_limit, line => Note(line, checks, map));
            }
        });

        // A check that did not end is not used.
        Reach[] measured = [.. map.Select((r, i) => r ?? new Reach(i, checks[i].Checker, checks[i].Name, 0, false, []))];
        foreach (Reach reach in measured.Where(static r => !r.Holds))
        {
            Console.Error.WriteLine($"not used, because it finds something without a mutant: {reach.Name}");
        }

        return measured;
    }

    private static void Note(string line, IReadOnlyList<Check> checks, Reach?[] map)
    {
        string[] words = line.Split(' ');
        if (words[0] == Worker.Mapped)
        {
            int i = int.Parse(words[1], CultureInfo.InvariantCulture);
            map[i] = new Reach(i, checks[i].Checker, checks[i].Name, long.Parse(words[2], CultureInfo.InvariantCulture),
                words[3] == "holds", Convert.FromBase64String(words[4]));
        }
    }
}
