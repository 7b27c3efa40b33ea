using System.CommandLine;
using FolioModel.Campaigns;
using FolioModel.Campaigns.Storage;
using FolioModel.Cli;
using FolioModel.Cli.Campaigns;
using FolioModel.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;

namespace FolioModel.Silo;

/// <summary><c>folio-silo campaign DIR</c>: gives a campaign to a cluster, and gathers its results into the folder.</summary>
internal static class SubmitCommand
{
    public static Command Create(IReadOnlyList<ICampaignKind> kinds)
    {
        Argument<string> folder = new("dir") { Description = "The folder of the campaign." };
        Option<string?> cluster = SiloCommandLine.ClusterOption();
        Option<double> lease = new("--lease")
        {
            Description = "Seconds after which a unit of a silo that is silent is given to another (60).",
            HelpName = "S",
            DefaultValueFactory = static _ => 60,
        };
        Option<double> patience = new("--patience")
        {
            Description = "Seconds to wait for a cluster that does not answer (180).",
            HelpName = "S",
            DefaultValueFactory = static _ => 180,
        };
        Command command = new("campaign", "Give a campaign to the cluster, and gather its results into the folder.")
        {
            folder, cluster, lease, patience,
        };
        command.SetAction((parsed, cancellation) => SiloCommandLine.Guard(parsed, () => RunAsync(
            parsed,
            CampaignFolder.Open(parsed.GetValue(folder)!, kinds),
            ClusterAddress.Parse(parsed.GetValue(cluster)),
            new ClusterRunOptions
            {
                Lease = SecondsOf("--lease", parsed.GetValue(lease)),
                Patience = SecondsOf("--patience", parsed.GetValue(patience)),
            },
            cancellation)));
        return command;
    }

    /// <summary>Reads the value of an option that is a time.</summary>
    /// <param name="name">The option.</param>
    /// <param name="seconds">The value.</param>
    /// <exception cref="BadCampaignException">It is no time of a day or less.</exception>
    public static TimeSpan SecondsOf(string name, double seconds) => seconds is > 0 and < 86_400 ? TimeSpan.FromSeconds(seconds)
        : throw new BadCampaignException($"{name}: expected seconds above 0 and below a day, found {seconds}");

    private static async Task<int> RunAsync(
        ParseResult parsed, CampaignFolder folder, ClusterAddress cluster, ClusterRunOptions options, CancellationToken cancellation)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        CampaignProgressLine line = new(error, folder.Kind);
        try
        {
            using IHost host = ClusterHosting.Client(cluster, options.Patience);
            await host.StartAsync(cancellation);
            int gathered = await ClusterRunner.RunAsync(
                folder,
                host.Services.GetRequiredService<IClusterClient>(),
                options with { Progress = line.Show, Notice = text => error.WriteLine($"folio silo: {text}") },
                cancellation);
            line.Clear();
            CampaignStatus status = CampaignStatus.Of(folder);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"{gathered} results from the cluster; {status.Done.Count} of {status.Done.Count + status.Missing.Count} units have one; "
                + $"see them with: folio campaign merge {folder.Path}");
            await host.StopAsync(CancellationToken.None);
            return ExitCode.Holds;
        }
        catch (OperationCanceledException)
        {
            line.Clear();
            CampaignStatus status = CampaignStatus.Of(folder);
            return Complaint.Write(error, "silo",
                $"stopped with {status.Done.Count} of {status.Done.Count + status.Missing.Count} results, "
                + $"the cluster goes on; gather the others with: folio campaign resume {folder.Path} --cluster ...");
        }
    }
}
