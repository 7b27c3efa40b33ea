using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;
using FolioModel.Cli.Check;
using FolioModel.Cli.Explain;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Commands;

/// <summary>
/// <c>folio check</c>: campaigns of random programs with every invariant, the first mistake shrunk to its shortest story.
/// </summary>
internal static class CheckCommand
{
    private const string Description =
        "Run random programs against the model, check every invariant after every step, and shrink the first violation to its shortest "
            + "story.";

    private const string Examples = """
        Examples:
          folio check --subject leaky-owner
          folio check --subject core --seed 7 --operations 1000000
        """;

    private static readonly Option<string> s_subject = new("--subject")
    {
        Description = "What is under test.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "core",
    };

    private static readonly Option<ulong> s_seed =
        new("--seed") { Description = "The seed: the same one gives the same programs.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private static readonly Option<long> s_operations = new("--operations")
    {
        Description = "Steps of all programs together.",
        HelpName = "N",
        DefaultValueFactory = _ => 100_000,
    };

    private static readonly Option<int> s_length =
        new("--length") { Description = "Steps of one program.", HelpName = "N", DefaultValueFactory = _ => 1000 };

    private static readonly Option<int> s_every = new("--check-every")
    {
        Description = "Check the invariants after so many steps.",
        HelpName = "N",
        DefaultValueFactory = _ => CheckCampaign.DefaultCheckEvery,
    };

    private static readonly Option<int> s_shrink = new("--shrink")
    {
        Description = "How many programs the search for the shortest story may try.",
        HelpName = "N",
        DefaultValueFactory = _ => CheckCampaign.DefaultShrink,
    };

    private static readonly Option<string> s_shard = new("--shard")
    {
        Description = "Run only part i of n of the campaign; the n parts together are the whole.",
        HelpName = "i/n",
        DefaultValueFactory = _ => "1/1",
    };

    private static readonly Option<long?> s_program = new("--program")
    {
        Description = "Run only program N of the campaign, as the replay line of a report says.",
        HelpName = "N",
    };

    private static readonly Option<string?> s_steps = new("--steps")
    {
        Description = "Run these steps, as the test line of a report gives them.",
        HelpName = "TEXT",
    };

    private static readonly Option<bool> s_list = new("--list") { Description = "List the subjects, one a line; with --json an array." };

    private static readonly Option<bool> s_misuse =
        new("--misuse") { Description = "Let programs end with a mistake on purpose, which the model must refuse." };

    private static readonly Option<bool> s_json = new("--json") { Description = "Print the result as one JSON object." };

    private static readonly Option<string[]> s_merge = new("--merge")
    {
        Description = "Add up the JSON results of shards of one campaign instead of running anything.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> s_trace = new("--trace")
    {
        Description = "Write the failing program, or that of --steps, as a trace that 'folio show' takes.",
        HelpName = "FILE",
    };

    public static Command Create(ModuleSet modules)
    {
        string subjects = $"Subjects: {Names(modules)}. leaky-owner has a mistake on purpose.";
        Command command = new("check", $"{Description}\n\n{subjects}\n{Examples}")
        {
            s_subject, s_seed, s_operations, s_length, s_every, s_shrink, s_shard, s_program, s_steps, s_misuse, s_json, s_merge, s_list,
            s_trace,
        };
        s_subject.CompletionSources.Clear();
        s_subject.CompletionSources.Add(_ => modules.Subjects.Select(static s => new CompletionItem(s.Name)));
        command.SetAction(parsed => Run(parsed, modules));
        return command;
    }

    private static int Run(ParseResult arguments, ModuleSet modules)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        TextWriter error = arguments.InvocationConfiguration.Error;
        CheckResult result;
        try
        {
            if (arguments.GetValue(s_list))
            {
                return List(arguments, modules, output);
            }

            result = arguments.GetResult(s_merge) is not null ? Merge(arguments)
                : arguments.GetResult(s_steps) is not null ? RunSteps(arguments, modules)
                : RunCampaign(arguments, modules, error);
        }
        catch (BadCheckException e)
        {
            return Complaint.Write(error, "check", e.Message);
        }

        if (arguments.GetResult(s_merge) is not null && ShardMerge.MissingOf(result) is { } missing)
        {
            Complaint.Write(error, "check", missing);
            if (result.Failure is null)
            {
                // That nothing was found in a part of a campaign is no result of the campaign.
                return ExitCode.BadInput;
            }
        }

        output.Write(arguments.GetValue(s_json) ? result.ToJson() + "\n" : result.ToText());
        return result.Failure is null ? ExitCode.Holds : ExitCode.Violated;
    }

    private static int List(ParseResult arguments, ModuleSet modules, TextWriter output)
    {
        RefuseBeside(s_list, arguments, s_json);
        if (arguments.GetValue(s_json))
        {
            output.WriteLine(JsonSerializer.Serialize(modules.Subjects.Select(static s => new { name = s.Name }), JsonForm.Options));
            return ExitCode.Holds;
        }

        foreach (NamedSubject subject in modules.Subjects)
        {
            output.WriteLine(subject.Name);
        }

        return ExitCode.Holds;
    }

    private static CheckResult Merge(ParseResult arguments)
    {
        RefuseBeside(s_merge, arguments, s_json);
        return ShardMerge.Merge(arguments.GetValue(s_merge)!);
    }

    private static CheckResult RunCampaign(ParseResult arguments, ModuleSet modules, TextWriter error)
    {
        CheckCampaign campaign = new(
            arguments.GetValue(s_subject)!,
            arguments.GetValue(s_seed),
            AtLeast(1, s_operations, arguments.GetValue(s_operations)),
            (int)AtLeast(1, s_length, arguments.GetValue(s_length)),
            (int)AtLeast(1, s_every, arguments.GetValue(s_every)),
            (int)AtLeast(0, s_shrink, arguments.GetValue(s_shrink)),
            arguments.GetValue(s_misuse));
        Func<Subject> subject = FindSubject(modules, campaign.Subject);
        Shard shard = Shard.TryParse(arguments.GetValue(s_shard)!, out Shard parsed) ? parsed
            : throw new BadCheckException($"--shard: expected i/n with 1 <= i <= n, found '{arguments.GetValue(s_shard)}'");
        CheckProgress progress = new(error);
        CampaignResult result = Campaign.Run(subject, new CampaignOptions
        {
            Seed = campaign.Seed,
            Operations = campaign.Operations,
            ProgramLength = campaign.Length,
            Shard = shard.Number - 1,
            Shards = shard.Count,
            Only = ParseProgram(arguments, campaign),
            Run = new RunOptions { CheckEvery = campaign.CheckEvery, Misuse = campaign.Misuse, ShrinkingRuns = campaign.Shrink },
            Progress = progress.Show,
            ReplayLine = program => campaign.Replay(program + 1, modules.Command),
        });
        progress.Clear();
        WriteTrace(arguments, campaign.Subject, result.Failure?.Shrunk);
        return new CheckResult(
            campaign, [$"{shard}"], result.Programs, result.Operations, result.Coverage.Counts, result.FailedProgram + 1,
            result.Failure?.ToString())
        {
            Finding = CheckFinding.Of(result.Failure),
        };
    }

    private static long? ParseProgram(ParseResult arguments, CheckCampaign campaign)
    {
        if (arguments.GetValue(s_program) is not { } program)
        {
            return null;
        }

        RefuseBeside(s_program, arguments, s_subject, s_seed, s_operations, s_length, s_every, s_shrink, s_misuse, s_json, s_trace);
        long programs = (campaign.Operations + campaign.Length - 1) / campaign.Length;
        return program >= 1 && program <= programs ? program - 1
            : throw new BadCheckException($"--program: the campaign has the programs 1 to {programs}, found {program}");
    }

    /// <summary>Runs the steps that a report gives as a test.</summary>
    private static CheckResult RunSteps(ParseResult arguments, ModuleSet modules)
    {
        RefuseBeside(s_steps, arguments, s_subject, s_shrink, s_json, s_trace);
        CheckCampaign campaign = new(
            arguments.GetValue(s_subject)!, 0, 0, 0, CheckCampaign.DefaultCheckEvery,
                (int)AtLeast(0, s_shrink, arguments.GetValue(s_shrink)), false);
        FolioProgram program;
        try
        {
            program = FolioProgram.Parse(FindSubject(modules, campaign.Subject), arguments.GetValue(s_steps)!);
        }
        catch (FormatException e)
        {
            throw new BadCheckException($"--steps: {e.Message}");
        }

        if (program.Steps.IsEmpty)
        {
            throw new BadCheckException("--steps: expected number:operation:arguments; ..., found nothing");
        }

        program = program with { Options = program.Options with { ShrinkingRuns = campaign.Shrink } };
        FailureReport? report = program.Run() is { } finding ? FailureReport.For(program, finding, null) : null;
        WriteTrace(arguments, campaign.Subject, report?.Shrunk ?? program);
        return new CheckResult(
            campaign with { Operations = program.Steps.Length, Length = program.Steps.Length }, ["1/1"], 1, program.Steps.Length,
            new Dictionary<string, long>(), report is null ? null : 1, report?.ToString())
        {
            Finding = CheckFinding.Of(report),
        };
    }

    /// <summary>Writes a program as a trace, where one was asked for and there is a program to show.</summary>
    private static void WriteTrace(ParseResult arguments, string subject, FolioProgram? program)
    {
        if (arguments.GetValue(s_trace) is not { } path || program is null)
        {
            return;
        }

        try
        {
            File.WriteAllText(path, CheckTrace.Of(subject, program).ToJson());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadCheckException($"--trace: {e.Message}");
        }
    }

    private static Func<Subject> FindSubject(ModuleSet modules, string name) => modules.Subject(name)
        ?? throw new BadCheckException(
            $"--subject: there is no '{name}'; {Explore.NearestName.Question(name, modules.Subjects.Select(static s => s.Name))}"
            + $"there are {Names(modules)}");

    private static string Names(ModuleSet modules) => string.Join(", ", modules.Subjects.Select(static s => s.Name));

    private static long AtLeast(long least, Option option, long value) =>
        value >= least ? value : throw new BadCheckException($"{option.Name}: expected {least} or more, found {value}");

    /// <summary>Refuses options that would be ignored, since they show a misunderstanding.</summary>
    private static void RefuseBeside(Option option, ParseResult arguments, params Option[] allowed)
    {
        foreach (Option other in arguments.CommandResult.Command.Options)
        {
            if (other != option && !allowed.Contains(other) && arguments.GetResult(other) is { Implicit: false })
            {
                throw new BadCheckException($"{option.Name} does not go with {other.Name}");
            }
        }
    }
}
