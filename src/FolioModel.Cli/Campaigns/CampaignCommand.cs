using System.CommandLine;
using System.Text.Json;
using FolioModel.Campaigns;
using FolioModel.Campaigns.Storage;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Campaigns;

/// <summary><c>folio campaign</c>: campaigns larger than one process, as units of work in a folder.</summary>
internal static class CampaignCommand
{
    private const string Description = """
        Divide a campaign into units, run them here or on many machines, and put the results together.

        The units and their results lie in a folder. What ran a unit, when and how often does not change its result, so the merged result
        is the same whatever ran the campaign.
        Examples:
          folio campaign plan --help                 what can be planned
          folio campaign run DIR
          folio campaign status DIR
          folio campaign merge DIR
        """;

    public static Command Create(ModuleSet modules)
    {
        IReadOnlyList<ICampaignKind> kinds = CampaignKinds.Of(modules);
        return new Command("campaign", Description)
        {
            CampaignPlanCommand.Create(kinds),
            CampaignRunCommand.Create(kinds, "run", "Run the units of a campaign that have no result yet."),
            CampaignRunCommand.Create(kinds, "resume", "Go on with a campaign that was stopped: the same as run."),
            Merge(kinds),
            Status(kinds),
        };
    }

    /// <summary>Runs the work of a command, and turns what is wrong with its input into one line and exit code 2.</summary>
    public static int Guard(ParseResult parsed, Func<int> work)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        try
        {
            return work();
        }
        catch (BadCampaignException e)
        {
            return Complaint.Write(error, "campaign", e.Message);
        }
        catch (NondeterminismException e)
        {
            error.WriteLine($"folio campaign: {e.Message}");
            return ExitCode.Violated;
        }
    }

    private static Command Merge(IReadOnlyList<ICampaignKind> kinds)
    {
        Argument<string> folder = new("dir") { Description = "The folder of the campaign." };
        Option<bool> json = new("--json") { Description = "Print the result as one JSON object." };
        Command command = new("merge", "Put the results of all units together. Without all of them there is no result.") { folder, json };
        command.SetAction(parsed => Guard(parsed, () =>
        {
            CampaignSummary summary = CampaignStatus.Merge(CampaignFolder.Open(parsed.GetValue(folder)!, kinds));
            parsed.InvocationConfiguration.Output.Write(parsed.GetValue(json) ? summary.Json : summary.Text);
            return summary.Violations == 0 ? ExitCode.Holds : ExitCode.Violated;
        }));
        return command;
    }

    private static Command Status(IReadOnlyList<ICampaignKind> kinds)
    {
        Argument<string> folder = new("dir") { Description = "The folder of the campaign." };
        Option<bool> json = new("--json") { Description = "Print the state as one JSON object." };
        Command command = new("status", "Show which units have results, and who works on which.") { folder, json };
        command.SetAction(parsed => Guard(parsed, () =>
        {
            CampaignFolder opened = CampaignFolder.Open(parsed.GetValue(folder)!, kinds);
            CampaignStatus status = CampaignStatus.Of(opened);
            Print(opened, status, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
            return ExitCode.Holds;
        }));
        return command;
    }

    private static void Print(CampaignFolder folder, CampaignStatus status, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(new
            {
                kind = folder.Plan.Kind,
                options = folder.Plan.Options,
                units = status.Done.Count + status.Missing.Count,
                done = status.Done.Count,
                missing = status.Missing,
                damaged = status.Damaged,
                claims = status.Claims.Select(static c => new { unit = c.Unit, owner = c.Owner, seconds = (long)c.Age.TotalSeconds }),
            }));
            return;
        }

        string options = string.Join(' ', folder.Plan.Options.Select(static o => $"--{o.Key} {o.Value}"));
        output.WriteLine($"{folder.Plan.Kind} {options}".TrimEnd());
        output.WriteLine($"{status.Done.Count} of {status.Done.Count + status.Missing.Count} units have a result"
            + (status.Missing.Count > 0 ? $"; {UnitNumbers.Describe(status.Missing)} still to run" : ""));
        foreach (string damaged in status.Damaged)
        {
            output.WriteLine($"damaged, will run again: {damaged}");
        }

        foreach ((int unit, string owner, TimeSpan age) in status.Claims)
        {
            output.WriteLine($"unit {unit} is claimed by {owner}, renewed {age.TotalSeconds:0} s ago");
        }
    }
}
