using FolioModel.Campaigns;
using FolioModel.Orleans.Working;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace FolioModel.Orleans;

/// <summary>Adds the work on campaigns to a silo.</summary>
public static class CampaignSiloExtensions
{
    /// <summary>
    /// Makes a silo pull units of campaigns on threads of its own. The silo needs a grain storage of the name
    /// <see cref="Grains.CampaignStorage.Name"/>.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="kinds">The kinds of campaigns that it can run.</param>
    /// <param name="options">Threads and times, or null for one thread a processor.</param>
    public static ISiloBuilder AddFolioCampaigns(
        this ISiloBuilder builder, IEnumerable<ICampaignKind> kinds, SiloWorkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(kinds);
        foreach (ICampaignKind kind in kinds)
        {
            builder.Services.AddSingleton(kind);
        }

        builder.Services.AddSingleton(options ?? new SiloWorkOptions());
        builder.Services.AddHostedService<UnitPuller>();
        return builder;
    }
}
