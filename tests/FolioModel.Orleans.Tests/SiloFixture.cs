using System.Net;
using System.Net.Sockets;
using FolioModel.Campaigns;
using FolioModel.Campaigns.Storage;
using FolioModel.Silo;
using FolioModel.Tests.Campaigns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;

namespace FolioModel.Orleans.Tests;

/// <summary>Starts silos in the process of the test, with sockets on free ports, and stops them afterwards.</summary>
internal abstract class SiloFixture : CampaignFixture
{
    private readonly List<IHost> _hosts = [];

    [TearDown]
    public async Task StopHosts()
    {
        foreach (IHost host in Enumerable.Reverse(_hosts))
        {
            await host.StopAsync();
            host.Dispose();
        }

        _hosts.Clear();
    }

    /// <summary>A port that no process listens at.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The merged bytes of an undisturbed process.</summary>
    protected string Undisturbed(ICampaignKind kind, int units, params (string, string)[] options)
    {
        CampaignFolder folder = NewCampaign(kind, units, "undisturbed", options);
        CampaignRunner.Run(folder);
        return CampaignStatus.Merge(folder).Json;
    }

    /// <summary>Starts a silo and connects a client to it.</summary>
    protected async Task<IClusterClient> Cluster(ICampaignKind kind, SiloWorkOptions work)
    {
        ClusterAddress address = new(ClusterKind.Localhost, "", FreePort());
        await Start(ClusterHosting.Silo(address, new SiloEndpoint(IPAddress.Loopback, FreePort(), 0, null), [kind], work));
        IHost client = await Start(ClusterHosting.Client(address, TimeSpan.FromMinutes(1)));
        return client.Services.GetRequiredService<IClusterClient>();
    }

    private async Task<IHost> Start(IHost host)
    {
        await host.StartAsync();
        _hosts.Add(host);
        return host;
    }
}
