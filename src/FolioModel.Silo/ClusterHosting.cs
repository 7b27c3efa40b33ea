using System.Net;
using FolioModel.Campaigns;
using FolioModel.Orleans;
using FolioModel.Orleans.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using StackExchange.Redis;

namespace FolioModel.Silo;

/// <summary>Builds the hosts of silos and of clients of a cluster.</summary>
internal static class ClusterHosting
{
    /// <summary>The environment variable with the least level of messages from Orleans, such as Information; Error without it.</summary>
    private const string LogVariable = "FOLIO_LOG";

    private const string ClusterName = "folio";
    private const string Npgsql = "Npgsql";

    /// <summary>All calls are short, since no unit runs in one: a call without an answer was lost with its silo, and is repeated.</summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    /// <summary>Builds a silo that runs campaigns.</summary>
    public static IHost Silo(ClusterAddress cluster, SiloEndpoint endpoint, IEnumerable<ICampaignKind> kinds, SiloWorkOptions work)
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.UseOrleans(silo =>
        {
            switch (cluster.Kind)
            {
                case ClusterKind.Localhost:
                    silo.UseLocalhostClustering(endpoint.Port, cluster.Gateway, endpoint.Primary, ClusterName, ClusterName)
                        .AddMemoryGrainStorage(CampaignStorage.Name);
                    break;
                case ClusterKind.PostgreSql:
                    silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (Npgsql, cluster.Connection))
                        .AddAdoNetGrainStorage(CampaignStorage.Name, o => (o.Invariant, o.ConnectionString) = (Npgsql, cluster.Connection));
                    break;
                default:
                    silo.UseRedisClustering(o => o.ConfigurationOptions = RedisOf(cluster))
                        .AddRedisGrainStorage(CampaignStorage.Name, o => o.ConfigurationOptions = RedisOf(cluster));
                    break;
            }

            if (cluster.Kind != ClusterKind.Localhost)
            {
                silo.Configure<ClusterOptions>(static o => o.ClusterId = o.ServiceId = ClusterName)
                    .ConfigureEndpoints(endpoint.Address, endpoint.Port, endpoint.Gateway, listenOnAnyHostAddress: true);
            }

            if (endpoint.DeadAfter is { } silence)
            {
                // The second time is for a silo that starts when all others are gone: none is left that could count them as lost.
                silo.Configure<ClusterMembershipOptions>(o => (o.ProbeTimeout, o.IAmAliveTablePublishTimeout, o.TableRefreshTimeout) =
                    (silence / o.NumMissedProbesLimit, silence / o.NumMissedTableIAmAliveLimit, silence));
            }

            silo.Configure<SiloMessagingOptions>(static o => o.ResponseTimeout = s_timeout).AddFolioCampaigns(kinds, work);
        });
        return builder.Build();
    }

    /// <summary>Builds a client that tries to connect until it is cancelled or its patience ends.</summary>
    public static IHost Client(ClusterAddress cluster, TimeSpan patience)
    {
        HostApplicationBuilder builder = NewBuilder();
        long started = Environment.TickCount64;
        builder.UseOrleansClient(client =>
        {
            switch (cluster.Kind)
            {
                case ClusterKind.Localhost:
                    client.UseLocalhostClustering(cluster.Gateway, ClusterName, ClusterName);
                    break;
                case ClusterKind.PostgreSql:
                    client.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (Npgsql, cluster.Connection));
                    break;
                default:
                    client.UseRedisClustering(o => o.ConfigurationOptions = RedisOf(cluster));
                    break;
            }

            if (cluster.Kind != ClusterKind.Localhost)
            {
                client.Configure<ClusterOptions>(static o => o.ClusterId = o.ServiceId = ClusterName);
            }

            client.Configure<ClientMessagingOptions>(static o => o.ResponseTimeout = s_timeout);
            client.UseConnectionRetryFilter(async (_, cancellation) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
                return Environment.TickCount64 - started < patience.TotalMilliseconds;
            });
        });
        return builder.Build();
    }

    private static ConfigurationOptions RedisOf(ClusterAddress cluster)
    {
        ConfigurationOptions options = ConfigurationOptions.Parse(cluster.Connection);
        options.AbortOnConnectFail = false;
        return options;
    }

    /// <summary>A host that takes nothing from the folder it is started in, and whose log goes to the error stream.</summary>
    private static HostApplicationBuilder NewBuilder()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging(static log => log
            .AddSimpleConsole(static o => (o.SingleLine, o.TimestampFormat) = (true, "HH:mm:ss "))
            .SetMinimumLevel(Enum.TryParse(Environment.GetEnvironmentVariable(LogVariable), out LogLevel level) ? level : LogLevel.Error)
            .AddFilter("FolioModel", LogLevel.Information)
            .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
                static o => o.LogToStandardErrorThreshold = LogLevel.Trace));
        return builder;
    }
}

/// <summary>Where a silo listens.</summary>
/// <param name="Address">The address that other silos and clients reach.</param>
/// <param name="Port">The port for other silos.</param>
/// <param name="Gateway">The port for clients.</param>
/// <param name="Primary">For a cluster on this machine: the silo that keeps the membership, or null for this one.</param>
/// <param name="DeadAfter">The silence after which others count a silo as lost; null for the time that Orleans takes.</param>
internal sealed record SiloEndpoint(IPAddress Address, int Port, int Gateway, IPEndPoint? Primary, TimeSpan? DeadAfter = null);
