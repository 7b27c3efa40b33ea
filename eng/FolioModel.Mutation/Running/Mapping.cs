using System.Globalization;
using System.Text.Json;

namespace FolioModel.Mutation;

/// <summary>
/// Measures what every check takes and reaches. Each measurement is noted in a file as soon as it is there, so that a run that was ended
/// goes on where it was, and a change to some checks leaves the others' alone.
/// </summary>
/// <param name="file">The file, a measurement a line.</param>
/// <param name="stamps">A hash of the assemblies of each checker's checks; a measurement with another one is made again.</param>
internal sealed class Mapping(string file, Func<Checker, string> stamps)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();

    /// <summary>Measures the checks whose measurements are not there.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="program">The program whose copy of the model has the mutants.</param>
    /// <param name="mutants">The number behind the last mutant's.</param>
    /// <param name="parallel">How many processes.</param>
    public Reach[] Measure(string root, string program, int mutants, int parallel)
    {
        IReadOnlyList<Check> checks = Check.All(root);
        Dictionary<(Checker, string), Reach> known = Known();
        Reach?[] map = [.. checks.Select((c, i) => known.GetValueOrDefault((c.Checker, c.Name)) is { } r ? r with { Check = i } : null)];
        int[] missing = [.. Enumerable.Range(0, map.Length).Where(i => map[i] is null)];
        int next = -1;
        Parallel.For(0, missing.Length == 0 ? 0 : parallel, new ParallelOptions { MaxDegreeOfParallelism = parallel }, _ =>
        {
            using WorkerProcess worker = new(root, program);
            while (Interlocked.Increment(ref next) is var i && i < missing.Length)
            {
                int at = missing[i];
                worker.Ask($"map {at} {mutants}", static _ => s_limit, line => map[at] = Read(line, at, checks[at]) ?? map[at]);

                // A check that did not end is not used.
                map[at] ??= new Reach(at, checks[at].Checker, checks[at].Name, 0, false, [], stamps(checks[at].Checker));
                Note(map[at]!);
            }
        });
        foreach (Reach reach in map.Where(static r => !r!.Holds)!)
        {
            Console.Error.WriteLine($"not used, because it finds something without a mutant: {reach.Name}");
        }

        return map!;
    }

    private Dictionary<(Checker, string), Reach> Known()
    {
        Dictionary<(Checker, string), Reach> known = [];
        foreach (string line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            Reach reach = JsonSerializer.Deserialize<Reach>(line, Json.Short)!;
            if (reach.Stamp == stamps(reach.Checker))
            {
                known[(reach.Checker, reach.Name)] = reach;
            }
        }

        return known;
    }

    private void Note(Reach reach)
    {
        lock (_lock)
        {
            File.AppendAllText(file, JsonSerializer.Serialize(reach, Json.Short) + "\n");
        }
    }

    private Reach? Read(string line, int number, Check check)
    {
        string[] words = line.Split(' ');
        return words[0] == Worker.Mapped
            ? new Reach(number, check.Checker, check.Name, long.Parse(words[2], CultureInfo.InvariantCulture), words[3] == "holds",
                Convert.FromBase64String(words[4]), stamps(check.Checker))
            : null;
    }
}
