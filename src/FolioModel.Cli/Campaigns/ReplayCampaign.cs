using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FolioModel.Campaigns;
using FolioModel.Campaigns.Kinds;
using FolioModel.Cli.Workloads;
using FolioModel.Workloads;

namespace FolioModel.Cli.Campaigns;

/// <summary>
/// A sweep of replays: several traces, policies and sizes of memory. A unit is one trace with one policy, all sizes in one pass.
/// </summary>
/// <remarks>
/// Options: <c>traces</c> (paths, separated by commas), <c>format</c>, <c>policy</c>, <c>memory</c> and <c>requests</c>, as
/// <c>folio replay</c> has them. A unit names the hash of its trace, so that a machine with another file of that name refuses it.
/// </remarks>
internal sealed class ReplayCampaign : ICampaignKind
{
    private const int DigitsOfHash = 16;

    /// <inheritdoc/>
    public string Name => "replay";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public IReadOnlyList<string> Plan(IReadOnlyDictionary<string, string> options, int units)
    {
        CampaignOptionValues values = Check(options);
        string[] traces = values.Text("traces", "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (traces.Length == 0)
        {
            throw new BadCampaignException("option traces: expected paths of traces, separated by commas, found none");
        }

        return Guard(() => (IReadOnlyList<string>)
        [
            .. from trace in traces
               let sizes = string.Join(',', MemorySizes.Parse(values.Text("memory", "10%"), () => DistinctIn(trace, options)))
               let hash = HashOf(trace)
               from policy in PoliciesOf(values)
               select $"{policy} {sizes} {hash} {trace}",
        ]);
    }

    /// <inheritdoc/>
    public byte[] Run(IReadOnlyDictionary<string, string> options, string unit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.Split(' ', 4) is not [string policy, string sizes, string hash, string trace])
        {
            throw new BadCampaignException($"expected a unit 'POLICY SIZES HASH TRACE', found '{unit}'");
        }

        return Guard(() =>
        {
            if (HashOf(trace) is string found && found != hash)
            {
                throw new BadCampaignException($"{trace}: expected the trace with the hash {hash}, found one with {found}");
            }

            using ITraceReader reader = TraceReaders.Open(trace, options.GetValueOrDefault("format"));
            long[] memory = [.. sizes.Split(',').Select(static s => long.Parse(s, CultureInfo.InvariantCulture))];
            IReadOnlyList<ReplayResult> results = Workload.Replay(
                reader, [ReplayPolicy.Parse(policy)], memory, OptionsOf(options), cancellation: cancellation);
            cancellation.ThrowIfCancellationRequested();
            return UnitJson.Write(results.Select(r => new SweptReplay(
                Path.GetFileName(trace), hash, r.Policy, r.MemoryPages, r.Accesses, r.Hits, r.Evictions, r.Refaults, r.Scanned,
                r.Written)));
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FollowUp(IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results) => [];

    /// <inheritdoc/>
    public CampaignSummary Merge(
        IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results, IReadOnlyList<byte[]> followUps)
    {
        ArgumentNullException.ThrowIfNull(results);
        SweptReplay[] rows = [.. results.SelectMany(static r => UnitJson.Read<List<SweptReplay>>(r))];
        StringBuilder text = new();
        foreach (SweptReplay row in rows)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{row.Trace,-30} {row.Policy,-8} {row.MemoryPages,10} pages {row.HitRatio,7:0.0000} hits {row.Evictions,10} evictions\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{rows.Length} replays, {rows.Sum(static r => r.Accesses)} accesses\n");
        return new CampaignSummary(UnitJson.Text(new { replays = rows }) + "\n", text.ToString(), Violations: 0);
    }

    private static CampaignOptionValues Check(IReadOnlyDictionary<string, string> options)
    {
        CampaignOptionValues values = new(options);
        values.RefuseOthers("traces", "format", "policy", "memory", "requests");
        return values;
    }

    private static IEnumerable<string> PoliciesOf(CampaignOptionValues values) => values.Text("policy", "classic,mglru") is "all"
        ? ReplayPolicy.Known.Select(static p => p.Name)
        : values.Text("policy", "classic,mglru").Split(',', StringSplitOptions.TrimEntries).Select(static n => ReplayPolicy.Parse(n).Name);

    private static ReplayOptions OptionsOf(IReadOnlyDictionary<string, string> options) =>
        new() { WholeRequests = new CampaignOptionValues(options).Flag("requests") };

    private static long DistinctIn(string trace, IReadOnlyDictionary<string, string> options)
    {
        using ITraceReader reader = TraceReaders.Open(trace, options.GetValueOrDefault("format"));
        return Workload.Measure(reader, OptionsOf(options)).Distinct;
    }

    private static string HashOf(string trace)
    {
        using FileStream stream = File.OpenRead(trace);
        return Convert.ToHexStringLower(SHA256.HashData(stream))[..DigitsOfHash];
    }

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is FormatException or MalformedWorkloadException or IOException or UnauthorizedAccessException)
        {
            throw new BadCampaignException(e.Message, e);
        }
    }
}

/// <summary>The counts of one replay of a sweep.</summary>
internal sealed record SweptReplay(
    string Trace, string Hash, string Policy, long MemoryPages, long Accesses, long Hits, long Evictions, long Refaults, long Scanned,
    long Written)
{
    /// <summary>The fraction of accesses that were hits.</summary>
    public double HitRatio => Accesses == 0 ? 0 : (double)Hits / Accesses;
}
