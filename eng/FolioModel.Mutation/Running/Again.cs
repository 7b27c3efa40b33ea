namespace FolioModel.Mutation;

/// <summary>Repeats recorded kills: what killed a mutant when the sample was recorded must kill it still.</summary>
internal static class Again
{
    /// <returns>The exit code: 0 when every mutant dies.</returns>
    public static int Run(string root, int count, string seed)
    {
        Recorded recorded = Recorded.Load(root);
        HashSet<string> wanted = [.. Sampling.Shuffle(recorded.Outcomes.Where(static o => o.KilledBy is not null), static o =>
            o.Mutant.Name, seed).Take(count)
            .Select(static o => o.Mutant.Name)];
        Dictionary<string, Mutant> mutants = Workplace.PrepareFor(root, wanted, out string program);
        Dictionary<string, int> checks = Check.All(root).Select(static (c, i) => (c.Checker, c.Name, Number: i))
            .ToDictionary(static c => $"{c.Checker} {c.Name}", static c => c.Number);
        using WorkerProcess worker = new(root, program);
        int died = 0;
        int tried = 0;
        foreach (Outcome known in recorded.Outcomes.Where(o => mutants.ContainsKey(o.Mutant.Name)))
        {
            // The check itself, and where it is gone, or was changed, all of its checker.
            IEnumerable<int> others = checks.Where(c => c.Key.StartsWith($"{known.KilledBy} ", StringComparison.Ordinal))
                .Select(static c => c.Value);
            IEnumerable<int> first = checks.TryGetValue($"{known.KilledBy} {known.Check}", out int check) ? [check] : [];
            string? end = worker.Ask(
                $"run {mutants[known.Mutant.Name].Id} {string.Join(' ', first.Concat(others))}", static _ => TimeSpan.FromSeconds(20),
                    static _ => { });
            tried++;
            if (end == Worker.Ended)
            {
                Console.WriteLine($"SURVIVED, and was killed by {known.KilledBy} {known.Check}: {known.Mutant}");
            }
            else
            {
                died++;
            }
        }

        Console.WriteLine($"{died} of {tried} recorded kills repeated; {wanted.Count - tried} mutants are gone from the source");
        return died == tried ? 0 : 1;
    }
}
