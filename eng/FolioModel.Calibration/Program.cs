using FolioModel.Calibration;

// Needs the solution built in Release. The usage is in Arguments.cs.
// The folder of --assemblies is for hunting again after a change to the kit, not after one to the model.
if (Arguments.Parse(args) is not { } options || (options.Source ?? FindRoot()) is not { } root || options.Rest.Length == 0)
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

args = options.Rest;
string output = Path.Combine(root, "src", "FolioModel.Cli", "bin", "Release", "net10.0");
if (!File.Exists(Path.Combine(output, "folio.dll")))
{
    Console.Error.WriteLine($"{root}: expected a checkout of FolioModel that is built: dotnet build -c Release");
    return 2;
}

IReadOnlyList<PlantedBug> all = PlantedBug.Load(root);
if (args is ["--explorer", .. string[] wanted])
{
    return new ExplorerHunt(root, output).Run(wanted);
}

Hunt hunt = new(root, output, options);
if (args is ["--run-unit", string unit])
{
    return new CampaignUnits(root, output, all, hunt).Run(unit, Console.Out, Console.Error);
}

bool isList = args is ["--units", ..];
bool isSearch = args is ["--shortest", ..];
if (isList)
{
    args = args[1..];
}

List<PlantedBug> chosen = [.. Choose(all, args, root)];
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"expected names of planted bugs or of plans, found: {string.Join(' ', args)}");
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

if (isList)
{
    new CampaignUnits(root, output, all, hunt).List(chosen, Console.Out);
    return 0;
}

if (isSearch)
{
    return Shortest.Search(root, output, options, all, chosen);
}

if (hunt.FindWithoutABug(chosen) is { } found)
{
    Console.Error.WriteLine($"no bug is planted, and something is found: {found}");
    return 2;
}

Verdict[] verdicts = new Verdict[chosen.Count];
int done = 0;
Parallel.For(0, chosen.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
{
    verdicts[i] = hunt.Try(chosen[i]);
    string how = verdicts[i].Problem ?? verdicts[i].KilledBy ?? "SURVIVED";
    Console.Error.WriteLine(
        $"{Interlocked.Increment(ref done)}/{chosen.Count} {chosen[i].Id}: {how} ({verdicts[i].Subject}, {verdicts[i].Steps} steps)");
});
if (args[0] == "--all")
{
    // What was found now may be shorter than what was known.
    verdicts = [.. verdicts.Select(static v => v.Steps > 0 && (v.Bug.Shortest == 0 || v.Steps < v.Bug.Shortest)
        ? v with { Bug = v.Bug with { Shortest = v.Steps } } : v)];
    PlantedBug.Save(root, verdicts.Select(static v => v.Bug));
    File.WriteAllText(Path.Combine(root, "docs", "test", "calibration.md"), CalibrationReport.Write(verdicts));
}

return verdicts.All(static v => v.IsGood) ? 0 : 1;

static IEnumerable<PlantedBug> Choose(IReadOnlyList<PlantedBug> all, string[] args, string root) => args switch
{
    ["--all"] or ["--shortest"] => all,
    ["--sample", string count] => Rotating(all, int.Parse(count), DateTime.UtcNow.DayOfYear),
    ["--sample", string count, string day] => Rotating(all, int.Parse(count), int.Parse(day)),
    ["--plan", .. string[] plans] => OfPlans(all, plans, HuntPlan.Load(root)),
    _ => all.Where(b => args.Contains(b.Id)),
};

static IEnumerable<PlantedBug> OfPlans(IReadOnlyList<PlantedBug> all, string[] names, IReadOnlyList<HuntPlan> plans) =>
    all.Where(b => names.Contains(HuntPlan.For(b, plans).Name));

// Every day another part, spread over the whole list.
static IEnumerable<PlantedBug> Rotating(IReadOnlyList<PlantedBug> all, int count, int day) =>
    Enumerable.Range(0, count).Select(i => all[(int)(((long)day * count + i) * 37 % all.Count)]).Distinct();

static string? FindRoot()
{
    DirectoryInfo? folder = new(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FolioModel.sln")))
    {
        folder = folder.Parent;
    }

    return folder?.FullName;
}
