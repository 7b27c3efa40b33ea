using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace FolioModel.Mutation;

/// <summary>The folder in which the mutated model stands, beside the map of what reaches what and the outcomes so far.</summary>
internal sealed class Workplace
{
    private static readonly string[] s_mutated = ["FolioModel.dll", "FolioModel.Gmem.dll", "FolioModel.Shmem.dll",
        "FolioModel.Hugetlb.dll"];

    private readonly string _root;
    private readonly string _folder;

    private Workplace(string root, string folder) => (_root, _folder) = (root, Path.Combine(root, "artifacts", folder));

    /// <summary>The program whose copy of the model has the mutants.</summary>
    public string Program => Path.Combine(_folder, "bin", "mutate.dll");

    /// <summary>Where outcomes are noted, so that a run that was ended goes on where it was.</summary>
    public string Outcomes => Path.Combine(_folder, "outcomes.jsonl");

    /// <summary>All mutants.</summary>
    public IReadOnlyList<Mutant> Mutants { get; private set; } = [];

    /// <summary>What each check reaches.</summary>
    public IReadOnlyList<Reach> Map { get; private set; } = [];

    /// <summary>Compiles the mutants and measures what reaches them, unless that was done for the same source and the same
    /// checks.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="parallel">How many processes measure.</param>
    public static Workplace Prepare(string root, int parallel)
    {
        Workplace place = new(root, "mutation");
        place.Copy();
        place.Make();
        place.Measure(parallel);
        return place;
    }

    /// <summary>Compiles a few mutants only, and measures nothing.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="wanted">The names of the mutants.</param>
    /// <param name="program">The program whose copy of the model has them.</param>
    /// <returns>Those that are still there.</returns>
    public static Dictionary<string, Mutant> PrepareFor(string root, HashSet<string> wanted, out string program)
    {
        Workplace place = new(root, "mutation-again");
        place.Copy();
        program = place.Program;
        return MutatedModel.Make(root, Path.GetDirectoryName(program)!, wanted).Planted.ToDictionary(static m => m.Name);
    }

    /// <summary>Outcomes of an earlier run on the same model.</summary>
    /// <param name="retries">Whether those that survived are left out, to be tried again.</param>
    public Dictionary<string, Outcome> KnownOutcomes(bool retries)
    {
        Dictionary<string, Outcome> known = new(StringComparer.Ordinal);
        if (File.Exists(Outcomes))
        {
            foreach (Outcome outcome in File.ReadLines(Outcomes).Select(static l => JsonSerializer.Deserialize<Outcome>(l, Json.Short)!))
            {
                known[outcome.Mutant.Name] = outcome;
            }
        }

        return retries ? known.Where(static k => k.Value.KilledBy is not null).ToDictionary() : known;
    }

    private void Copy()
    {
        string bin = Path.Combine(_folder, "bin");
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(AppContext.BaseDirectory, file);
            string copy = Path.Combine(bin, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (!s_mutated.Contains(relative) && (!File.Exists(copy) || File.GetLastWriteTimeUtc(copy) != File.GetLastWriteTimeUtc(file)))
            {
                File.Copy(file, copy, overwrite: true);
            }
        }
    }

    private void Make()
    {
        string list = Path.Combine(_folder, "mutants.json");
        string stamp = Stamp(s_mutated.Select(static f => Path.Combine(AppContext.BaseDirectory, f))
            .Append(typeof(Workplace).Assembly.Location));
        if (Kept(list, stamp))
        {
            Mutants = JsonSerializer.Deserialize<Mutant[]>(File.ReadAllText(list), Json.Short)!;
            return;
        }

        Console.Error.WriteLine("compiling the model with its mutants");
        MutantList made = MutatedModel.Make(_root, Path.Combine(_folder, "bin"));
        Mutants = [.. made.Planted];
        File.Delete(Outcomes);
        File.WriteAllText(list, JsonSerializer.Serialize(Mutants, Json.Short));
        Keep(list, stamp);
        Console.Error.WriteLine($"{Mutants.Count} mutants; {made.Refused} more do not compile");
    }

    private void Measure(int parallel)
    {
        string own = Stamp(Assemblies("FolioModel*.dll", "folio.dll").Where(static f => !IsOfTests(f)));
        string tests = Stamp(s_mutated.Select(f => Path.Combine(_folder, "bin", f)).Concat(Assemblies("FolioModel*.dll").Where(IsOfTests)));
        Console.Error.WriteLine("measuring which check reaches which mutant, where that is not known");
        Map = new Mapping(Path.Combine(_folder, "map.jsonl"), checker => checker == Checker.Tests ? tests : own)
            .Measure(_root, Program, Mutants.Max(static m => m.Id) + 1, parallel);
    }

    private IEnumerable<string> Assemblies(params string[] patterns) =>
        patterns.SelectMany(p => Directory.EnumerateFiles(Path.Combine(_folder, "bin"), p)).Order(StringComparer.Ordinal);

    private static bool IsOfTests(string file) =>
        Path.GetFileName(file) is "FolioModel.Tests.dll" or "FolioModel.Exploration.Tests.dll" or "FolioModel.Props.dll";

    private static string Stamp(IEnumerable<string> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexString(hash.GetHashAndReset()).ToLower(CultureInfo.InvariantCulture);
    }

    private static bool Kept(string file, string stamp) => File.Exists(file) && File.Exists($"{file}.stamp")
        && File.ReadAllText($"{file}.stamp") == stamp;

    private static void Keep(string file, string stamp) => File.WriteAllText($"{file}.stamp", stamp);
}
