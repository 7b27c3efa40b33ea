using System.CommandLine;
using System.Globalization;
using FolioModel.Campaigns;
using FolioModel.Campaigns.Storage;

namespace FolioModel.Cli.Campaigns;

/// <summary><c>folio campaign plan KIND</c>: divides a campaign into units, in a new folder.</summary>
internal static class CampaignPlanCommand
{
    private const int DefaultUnits = 64;

    public static Command Create(IReadOnlyList<ICampaignKind> kinds)
    {
        Command plan = new("plan", "Divide a campaign into units, and write the plan into a new folder.")
        {
            Check(kinds),
            Explore(kinds),
            Replay(kinds),
            Calibrate(kinds),
        };
        return plan;
    }

    private static Command Check(IReadOnlyList<ICampaignKind> kinds)
    {
        Option<string> subject = new("--subject") { Description = "The subject under test (core).", HelpName = "NAME" };
        Option<ulong?> seed = new("--seed") { Description = "The seed (1).", HelpName = "N" };
        Option<long?> operations = new("--operations") { Description = "Steps of all programs together (100000).", HelpName = "N" };
        Option<int?> length = new("--length") { Description = "Steps of one program (1000).", HelpName = "N" };
        Option<int?> every = new("--check-every") { Description = "Check the invariants after so many steps (1).", HelpName = "N" };
        Option<int?> shrink = new("--shrink") { Description = "Programs that a search for a shorter one may try (2000).", HelpName = "N" };
        Option<bool> misuse = new("--misuse") { Description = "Let programs end with a mistake on purpose, which must be refused." };
        return PlanOf("check", "Random programs with every invariant.", kinds, subject, seed, operations, length, every, shrink, misuse);
    }

    private static Command Explore(IReadOnlyList<ICampaignKind> kinds)
    {
        Option<string> scenario =
            new("--scenario") { Description = "Sample one scenario; without it the whole catalogue is explored.", HelpName = "NAME" };
        Option<string> sample = new("--sample") { Description = "The way to sample: pct, random, walk (pct).", HelpName = "WAY" };
        Option<long?> executions = new("--executions") { Description = "Executions of the sample (100000).", HelpName = "N" };
        Option<int?> seed = new("--seed") { Description = "The seed of the first unit (1).", HelpName = "N" };
        Option<string> strategy =
            new("--strategy") { Description = "How the catalogue is explored: states, sources, naive (states).", HelpName = "NAME" };
        return PlanOf("explore", "Interleavings of a catalogue, or a sample of one scenario.", kinds, scenario, sample, executions, seed,
            strategy);
    }

    private static Command Replay(IReadOnlyList<ICampaignKind> kinds)
    {
        Option<string> traces =
            new("--traces") { Description = "The traces, separated by commas, at the same paths wherever units run.", HelpName = "PATHS" };
        Option<string> format = new("--format") { Description = "The format, where the content does not tell.", HelpName = "NAME" };
        Option<string> memory = new("--memory") { Description = "Sizes of memory, as folio replay has them (10%).", HelpName = "SIZES" };
        Option<string> policy = new("--policy") { Description = "Policies, or all (classic,mglru).", HelpName = "NAMES" };
        Option<bool> requests = new("--requests") { Description = "Count whole requests, each one object." };
        return PlanOf("replay", "Replays of traces with several policies and sizes of memory.", kinds, traces, format, memory, policy,
            requests);
    }

    private static Command Calibrate(IReadOnlyList<ICampaignKind> kinds)
    {
        Option<string> source = new("--source")
        {
            Description = "A checkout of FolioModel, built in Release with eng/Eng.sln, at the same path wherever units run.",
            HelpName = "DIR",
        };
        Option<string> bugs = new("--bugs") { Description = "Planted bugs, separated by commas; without it all.", HelpName = "NAMES" };
        Option<string> plan = new("--plan") { Description = "The bugs of these hunting plans, such as shmem,reclaim.", HelpName = "NAMES" };
        Option<int?> sample = new("--sample") { Description = "So many bugs, spread over the list.", HelpName = "N" };
        Option<int?> day = new("--day") { Description = "Which sample: every day has another one (1).", HelpName = "N" };
        Option<int?> seed = new("--seed") { Description = "The seed of the hunts (7).", HelpName = "N" };
        Option<int?> shrink = new("--shrink") { Description = "Programs that a search for a shorter one may try (2000).", HelpName = "N" };
        Option<int?> patience =
            new("--patience") { Description = "Seconds after which a hunt counts as one that does not end (150).", HelpName = "S" };
        return PlanOf("calibrate", "Bugs planted in the model, one a unit, that folio check has to find.", kinds, source, bugs, plan,
            sample, day, seed, shrink, patience);
    }

    private static Command PlanOf(string name, string description, IReadOnlyList<ICampaignKind> kinds, params Option[] options)
    {
        Option<int> units =
            new("--units") { Description = "The number of units wished for.", HelpName = "N", DefaultValueFactory = _ => DefaultUnits };
        Option<string> folder = new("--out") { Description = "The folder, new or empty.", HelpName = "DIR", Required = true };
        Command command = new(name, description) { units, folder };
        Array.ForEach(options, command.Add);
        command.SetAction(parsed => CampaignCommand.Guard(parsed, () =>
        {
            int count = parsed.GetValue(units);
            if (count < 1)
            {
                throw new BadCampaignException($"--units: expected 1 or more, found {count}");
            }

            ICampaignKind kind = kinds.First(k => k.Name == name);
            CampaignPlan plan = CampaignPlan.Create(kind, Given(parsed, options), count);
            string path = parsed.GetValue(folder)!;
            CampaignFolder.Create(path, plan, kind);
            parsed.InvocationConfiguration.Output.WriteLine(
                $"{path}: a campaign of {plan.Units.Count} units; run it with: folio campaign run {path}");
            return ExitCode.Holds;
        }));
        return command;
    }

    /// <summary>The options that were given, by name without the dashes.</summary>
    private static Dictionary<string, string> Given(ParseResult parsed, Option[] options)
    {
        Dictionary<string, string> given = new(StringComparer.Ordinal);
        foreach (Option option in options)
        {
            if (parsed.GetResult(option) is { Implicit: false } result)
            {
                given[option.Name.TrimStart('-')] = option is Option<bool> flag
                    ? (parsed.GetValue(flag) ? "true" : "false")
                    : string.Join(' ', result.Tokens.Select(static t => t.Value)).ToString(CultureInfo.InvariantCulture);
            }
        }

        return given;
    }
}
