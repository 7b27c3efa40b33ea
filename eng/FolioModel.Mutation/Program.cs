using System.Text.Json;
using FolioModel.Mutation;

// Needs the solution built in Release. See docs/test/mutation.md.
if (args is ["work", string tree])
{
    return Worker.Work(tree);
}

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

string root = Root.Find();
if (options.Reports)
{
    File.WriteAllText(MutationReport.PathIn(root), MutationReport.Write(Recorded.Load(root), Equivalent.Load(root)));
    return 0;
}

if (options.Again is { } count)
{
    return Again.Run(root, count, options.Seed);
}

Workplace place = Workplace.Prepare(root, options.Parallel);
Mutant[] sample = [.. Sampling.Shuffle(place.Mutants.Where(m => options.Folder is null || m.Folder == options.Folder), static m => m.Name,
    options.Seed)
    .Take(options.Sample ?? int.MaxValue)];
Dictionary<string, Outcome> known = place.KnownOutcomes(options.Retries);
Recorded recorded = new(options.Seed, place.Mutants.Count, [.. new Hunt(root, place).Run(sample, known, options.Parallel)]);
if (options.Writes)
{
    recorded.Save(root);
    File.WriteAllText(MutationReport.PathIn(root), MutationReport.Write(recorded, Equivalent.Load(root)));
}

Outcome[] counted = [.. recorded.Outcomes.Where(o => o.KilledBy is not null || !Equivalent.Load(root).ContainsKey(o.Mutant.Name))];
int killed = counted.Count(static o => o.KilledBy is not null);
int cheaply = counted.Count(static o => o.KilledBy is Checker.Kit or Checker.Explorer);
int equivalent = recorded.Outcomes.Length - counted.Length;
Console.WriteLine($"{killed} of {counted.Length} killed, {cheaply} by kit and explorer; {equivalent} are equivalent");
return 0;
