using System.CommandLine;
using FolioModel.Campaigns;
using FolioModel.Campaigns.Storage;
using FolioModel.Cli.Check;

namespace FolioModel.Cli.Campaigns;

/// <summary><c>folio campaign run DIR</c> and <c>resume DIR</c>: runs the units that have no result yet.</summary>
internal static class CampaignRunCommand
{
    public static Command Create(IReadOnlyList<ICampaignKind> kinds, string name, string description)
    {
        Argument<string> folder = new("dir") { Description = "The folder of the campaign." };
        Option<int> parallel = new("--parallel")
        {
            Description = "The number of threads.",
            HelpName = "N",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        Option<string?> part =
            new("--unit") { Description = "Job i of a job array of n: runs the units i, i + n, i + 2n, ...", HelpName = "i/n" };
        Option<double> lease = new("--lease")
        {
            Description = "Seconds after which a unit of a process that is gone is given to another.",
            HelpName = "S",
            DefaultValueFactory = _ => 60,
        };
        Option<string?> cluster = new("--cluster")
        {
            Description = "Give the units to a cluster of silos: localhost[:PORT], postgres:CONNECTION or redis:CONNECTION.",
            HelpName = "WHERE",
        };
        Command command = new(name, description) { folder, parallel, part, lease, cluster };
        command.SetAction((parsed, cancellation) => Task.FromResult(CampaignCommand.Guard(parsed, () =>
        {
            if (parsed.GetValue(cluster) is { } where)
            {
                string seconds = parsed.GetValue(lease).ToString(System.Globalization.CultureInfo.InvariantCulture);
                return SiloCommand.Start(
                    ["campaign", parsed.GetValue(folder)!, "--cluster", where, "--lease", seconds], parsed.InvocationConfiguration.Error);
            }

            CampaignFolder opened = CampaignFolder.Open(parsed.GetValue(folder)!, kinds);
            CampaignRunOptions options = OptionsOf(parsed.GetValue(parallel), parsed.GetValue(part), parsed.GetValue(lease));
            return Run(opened, options, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellation);
        })));
        return command;
    }

    private static int Run(
        CampaignFolder folder, CampaignRunOptions options, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        CampaignProgressLine line = new(error, folder.Kind);
        try
        {
            int ran = CampaignRunner.Run(folder, options with { Progress = line.Show }, cancellation);
            line.Clear();
            CampaignStatus status = CampaignStatus.Of(folder);
            output.WriteLine($"{ran} units run; {status.Done.Count} of {status.Done.Count + status.Missing.Count} have a result"
                + (status.Missing.Count == 0 ? $"; see it with: folio campaign merge {folder.Path}" : ""));
            return ExitCode.Holds;
        }
        catch (OperationCanceledException)
        {
            line.Clear();
            CampaignStatus status = CampaignStatus.Of(folder);
            return Complaint.Write(error, "campaign", $"stopped with {status.Done.Count} of {status.Done.Count + status.Missing.Count} "
                + $"results; go on with: folio campaign resume {folder.Path}");
        }
    }

    private static CampaignRunOptions OptionsOf(int parallel, string? part, double lease)
    {
        Shard job = new(1, 1);
        if (part is not null && !Shard.TryParse(part, out job))
        {
            throw new BadCampaignException($"--unit: expected i/n with 1 <= i <= n, found '{part}'");
        }

        return new CampaignRunOptions
        {
            Parallel = parallel >= 1 ? parallel : throw new BadCampaignException($"--parallel: expected 1 or more, found {parallel}"),
            Job = job.Number,
            Jobs = job.Count,
            Waits = job.Count == 1,
            Lease = lease is > 0 and < 86_400 ? TimeSpan.FromSeconds(lease)
                : throw new BadCampaignException($"--lease: expected seconds above 0 and below a day, found {lease}"),
        };
    }
}
