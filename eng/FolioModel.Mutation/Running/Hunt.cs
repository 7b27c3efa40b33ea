using System.Globalization;
using System.Text.Json;

namespace FolioModel.Mutation;

/// <summary>Runs the checks that reach a mutant, the cheapest checker first and in it the cheapest check, until one finds
/// something.</summary>
internal sealed class Hunt(string root, Workplace place)
{
    private const int Slower = 20;
    private const int LongestFinding = 200;

    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(8);

    private readonly Lock _lock = new();

    /// <summary>Hunts mutants, several at a time. Those that have an outcome already are left out.</summary>
    /// <param name="mutants">The mutants.</param>
    /// <param name="known">Outcomes of an earlier run.</param>
    /// <param name="parallel">How many processes.</param>
    public IReadOnlyList<Outcome> Run(IReadOnlyList<Mutant> mutants, IReadOnlyDictionary<string, Outcome> known, int parallel)
    {
        Outcome[] outcomes = new Outcome[mutants.Count];
        int next = -1;
        int done = 0;
        Parallel.For(0, parallel, new ParallelOptions { MaxDegreeOfParallelism = parallel }, _ =>
        {
            using WorkerProcess worker = new(root, place.Program);
            while (Interlocked.Increment(ref next) is var i && i < mutants.Count)
            {
                outcomes[i] = known.TryGetValue(mutants[i].Name, out Outcome? before) ? before with { Mutant = mutants[i] }
                    : Note(Try(worker, mutants[i]));
                Console.Error.WriteLine($"{Interlocked.Increment(ref done)}/{mutants.Count} {Say(outcomes[i])}");
            }
        });
        return outcomes;
    }

    private static string Say(Outcome outcome) => outcome.KilledBy is { } checker ? $"{checker} {outcome.Mutant}"
        : $"SURVIVED ({outcome.Reached} checks reach it) {outcome.Mutant}";

    private Outcome Note(Outcome outcome)
    {
        lock (_lock)
        {
            File.AppendAllText(place.Outcomes, JsonSerializer.Serialize(outcome, Json.Short) + "\n");
        }

        return outcome;
    }

    private Outcome Try(WorkerProcess worker, Mutant mutant)
    {
        Reach[] checks = [.. place.Map.Where(r => r.Holds && r.Reaches(mutant.Id)).OrderBy(static r => r.Checker)
            .ThenBy(static r => r.Milliseconds)];
        for (int attempt = 0; ; attempt++)
        {
            int at = -1;
            string? end = checks.Length == 0 ? Worker.Ended : worker.Ask(
                $"run {mutant.Id} {string.Join(' ', checks.Select(static c => c.Check))}",
                check => TimeSpan.FromMilliseconds(Math.Max(s_least.TotalMilliseconds, Slower * place.Map[check].Milliseconds)),
                line => at = int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
            if (end == Worker.Ended)
            {
                return new Outcome(mutant, null, "", "", checks.Length);
            }

            // What an earlier mutant has left in the process must not be taken for what this one does.
            if (end is null || attempt > 0 || Holds(worker, at))
            {
                string found = end is null ? "does not end, or ends the process" : end.Split(' ', 3)[2];
                return new Outcome(mutant, place.Map[at].Checker, place.Map[at].Name, found.Length > LongestFinding
                    ? found[..LongestFinding] : found, checks.Length);
            }

            worker.Stop();
        }
    }

    private static bool Holds(WorkerProcess worker, int check) =>
        worker.Ask($"run -1 {check}", static _ => TimeSpan.FromMinutes(1), static _ => { }) == Worker.Ended;
}
