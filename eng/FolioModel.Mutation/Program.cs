using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FolioModel.Mutation;

// mutate [--sample N] [--seed S] [--parallel P] [--folder F] [--retry] [--report]; needs the solution built in Release. See docs/test/mutation.md.
if (args is ["work", string tree])
{
    return Worker.Work(tree);
}

string root = Root.Find();
Dictionary<string, string> options = new(StringComparer.Ordinal);
for (int i = 0; i < args.Length; i++)
{
    options[args[i]] = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : "";
}

int parallel = int.Parse(options.GetValueOrDefault("--parallel", "2"), CultureInfo.InvariantCulture);
string seed = options.GetValueOrDefault("--seed", "1");
Workplace place = Workplace.Prepare(root, parallel);
IEnumerable<Mutant> chosen = place.Mutants.OrderBy(m => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{m.Name}"))), StringComparer.Ordinal);
if (options.TryGetValue("--folder", out string? folder))
{
    chosen = chosen.Where(m => m.Folder == folder);
}

Dictionary<string, Outcome> known = [];
if (File.Exists(place.Outcomes))
{
    foreach (Outcome outcome in File.ReadLines(place.Outcomes).Select(static l => JsonSerializer.Deserialize<Outcome>(l, Json.Short)!))
    {
        known[outcome.Mutant.Name] = outcome;
    }
}

if (options.ContainsKey("--retry"))
{
    known = known.Where(static k => k.Value.KilledBy is not null).ToDictionary();
}

if (options.TryGetValue("--sample", out string? count))
{
    chosen = chosen.Take(int.Parse(count, CultureInfo.InvariantCulture));
}

Mutant[] sample = [.. chosen];
IReadOnlyList<Outcome> outcomes = new Hunt(root, place).Run(sample, known, parallel);
int killed = outcomes.Count(static o => o.KilledBy is not null);
Console.WriteLine($"{killed} of {outcomes.Count} killed; by the kit and the explorer {outcomes.Count(static o => o.KilledBy is Checker.Kit or Checker.Explorer)}");
return 0;
