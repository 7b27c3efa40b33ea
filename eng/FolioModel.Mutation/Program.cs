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
if (options.Again is { } count)
{
    return Again.Run(root, count, options.Seed);
}

Workplace place = Workplace.Prepare(root, options.Parallel);
Mutant[] sample = [.. Sampling.Shuffle(place.Mutants.Where(m => options.Folder is null || m.Folder == options.Folder), static m => m.Name, options.Seed)
    .Take(options.Sample ?? int.MaxValue)];
Dictionary<string, Outcome> known = place.KnownOutcomes(options.Retries);
Recorded recorded = new(options.Seed, place.Mutants.Count, [.. new Hunt(root, place).Run(sample, known, options.Parallel)]);
if (options.Writes)
{
    recorded.Save(root);
    File.WriteAllText(Path.Combine(root, "docs", "test", "mutation.md"), MutationReport.Write(recorded, Equivalent.Load(root)));
}

Outcome[] counted = [.. recorded.Outcomes.Where(o => o.KilledBy is not null || !Equivalent.Load(root).ContainsKey(o.Mutant.Name))];
Console.WriteLine(
    $"{counted.Count(static o => o.KilledBy is not null)} of {counted.Length} killed, {counted.Count(static o => o.KilledBy is Checker.Kit or Checker.Explorer)} "
    + $"by kit and explorer; {recorded.Outcomes.Length - counted.Length} are equivalent");
return 0;
