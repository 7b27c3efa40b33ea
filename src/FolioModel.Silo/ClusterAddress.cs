using System.Globalization;
using FolioModel.Campaigns;

namespace FolioModel.Silo;

/// <summary>Where the silos of a cluster find each other, and where campaigns are stored.</summary>
/// <param name="Kind">The kind of the cluster.</param>
/// <param name="Connection">The connection string of the database; empty for a cluster on this machine.</param>
/// <param name="Gateway">The port for clients of a cluster on this machine.</param>
internal sealed record ClusterAddress(ClusterKind Kind, string Connection, int Gateway)
{
    /// <summary>The environment variable that names the cluster where no option does: connection strings have passwords in them.</summary>
    public const string Variable = "FOLIO_CLUSTER";

    /// <summary>The port for clients where none is named.</summary>
    public const int DefaultGateway = 30000;

    /// <summary>Reads <c>localhost</c>, <c>localhost:PORT</c>, <c>postgres:CONNECTION</c> or <c>redis:CONNECTION</c>.</summary>
    /// <param name="text">The text; null for the environment variable, or localhost without one.</param>
    /// <exception cref="BadCampaignException">It is none of these.</exception>
    public static ClusterAddress Parse(string? text)
    {
        text ??= Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : "localhost";
        string[] parts = text.Split(':', 2);
        return parts switch
        {
            ["localhost"] => new ClusterAddress(ClusterKind.Localhost, "", DefaultGateway),
            ["localhost", string port] when int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number is > 0 and <= ushort.MaxValue => new ClusterAddress(ClusterKind.Localhost, "", number),
            ["postgres", { Length: > 0 } connection] => new ClusterAddress(ClusterKind.PostgreSql, connection, 0),
            ["redis", { Length: > 0 } connection] => new ClusterAddress(ClusterKind.Redis, connection, 0),
            _ => throw new BadCampaignException(
                $"--cluster: expected localhost[:PORT], postgres:CONNECTION or redis:CONNECTION, found '{text}'"),
        };
    }
}

/// <summary>The kinds of clusters.</summary>
internal enum ClusterKind
{
    /// <summary>Silos of this machine, with everything in memory.</summary>
    Localhost,

    /// <summary>Silos that meet in a PostgreSQL database, which keeps the campaigns.</summary>
    PostgreSql,

    /// <summary>Silos that meet in a Redis database, which keeps the campaigns.</summary>
    Redis,
}
