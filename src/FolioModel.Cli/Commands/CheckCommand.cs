using System.CommandLine;
using FolioModel.Cli.Check;
using FolioModel.Cli.Conform;
using FolioModel.PropertyTesting;

namespace FolioModel.Cli.Commands;

/// <summary><c>folio check</c>: campaigns of random programs with every invariant, the first mistake shrunk to its shortest story.</summary>
internal static class CheckCommand
{
    private const string Description =
        "Run random programs against the model, check every invariant after every step, and shrink the first violation to its shortest story.";

    private static readonly Option<string> s_subject = new("--subject")
    {
        Description = $"What is under test: {string.Join(", ", SubjectCatalogue.Names)}. leaky-owner has a mistake on purpose.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "core",
    };

    private static readonly Option<ulong> s_seed = new("--seed") { Description = "The seed: the same one gives the same programs.", DefaultValueFactory = _ => 1 };

    private static readonly Option<long> s_operations = new("--operations")
    {
        Description = "Steps of all programs together.",
        HelpName = "N",
        DefaultValueFactory = _ => 100_000,
    };

    private static readonly Option<int> s_length = new("--length") { Description = "Steps of one program.", HelpName = "N", DefaultValueFactory = _ => 1000 };

    private static readonly Option<int> s_every = new("--check-every")
    {
        Description = "Check the invariants after so many steps.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> s_shrink = new("--shrink")
    {
        Description = "How many programs the search for the shortest story may try.",
        HelpName = "N",
        DefaultValueFactory = _ => 2000,
    };

    private static readonly Option<string> s_shard = new("--shard")
    {
        Description = "Run only part i of n of the campaign; the n parts together are the whole.",
        HelpName = "i/n",
        DefaultValueFactory = _ => "1/1",
    };

    private static readonly Option<bool> s_misuse = new("--misuse") { Description = "Let programs end with a mistake on purpose, which the model must refuse." };

    private static readonly Option<bool> s_json = new("--json") { Description = "Print the result as one JSON object." };

    private static readonly Option<string[]> s_merge = new("--merge")
    {
        Description = "Add up the JSON results of shards instead of running anything.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        Command command = new("check", Description) { s_subject, s_seed, s_operations, s_length, s_every, s_shrink, s_shard, s_misuse, s_json, s_merge };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        TextWriter error = arguments.InvocationConfiguration.Error;
        CheckResult result;
        try
        {
            result = arguments.GetValue(s_merge) is { Length: > 0 } files ? CheckResult.Merge(files) : RunCampaign(arguments, error);
        }
        catch (BadCheckException e)
        {
            error.WriteLine($"folio check: {e.Message}");
            return ExitCode.BadInput;
        }

        output.Write(arguments.GetValue(s_json) ? result.ToJson() + "\n" : result.ToText());
        return result.Failure is null ? ExitCode.Holds : ExitCode.Violated;
    }

    private static CheckResult RunCampaign(ParseResult arguments, TextWriter error)
    {
        string name = arguments.GetValue(s_subject)!;
        Func<Subject> subject = SubjectCatalogue.Find(name)
            ?? throw new BadCheckException($"--subject: there is no '{name}'; there are {string.Join(", ", SubjectCatalogue.Names)}");
        (int shard, int shards) = ParseShard(arguments.GetValue(s_shard)!);
        long operations = AtLeastOne("--operations", arguments.GetValue(s_operations));
        int length = (int)AtLeastOne("--length", arguments.GetValue(s_length));
        ulong seed = arguments.GetValue(s_seed);
        bool misuse = arguments.GetValue(s_misuse);
        CheckProgress progress = new(error);
        CampaignResult campaign = Campaign.Run(subject, new CampaignOptions
        {
            Seed = seed,
            Operations = operations,
            ProgramLength = length,
            Shard = shard - 1,
            Shards = shards,
            Run = new RunOptions { CheckEvery = (int)AtLeastOne("--check-every", arguments.GetValue(s_every)), Misuse = misuse, ShrinkingRuns = (int)AtLeast(0, "--shrink", arguments.GetValue(s_shrink)) },
            Progress = progress.Show,
            ReplayLine = _ => $"folio check --subject {name} --seed {seed} --operations {operations} --length {length}"
                + $"{(shards > 1 ? $" --shard {shard}/{shards}" : "")}{(misuse ? " --misuse" : "")}",
        });
        progress.Clear();
        return new CheckResult(name, seed, campaign.Programs, campaign.Operations, campaign.Coverage.Counts, campaign.Failure?.ToString());
    }

    private static long AtLeastOne(string option, long value) => AtLeast(1, option, value);

    private static long AtLeast(long least, string option, long value) =>
        value >= least ? value : throw new BadCheckException($"{option}: expected {least} or more, found {value}");

    private static (int Shard, int Shards) ParseShard(string text)
    {
        string[] parts = text.Split('/');
        return parts.Length == 2 && int.TryParse(parts[0], out int shard) && int.TryParse(parts[1], out int shards) && shard >= 1 && shard <= shards
            ? (shard, shards)
            : throw new BadCheckException($"--shard: expected i/n with 1 <= i <= n, found '{text}'");
    }
}
