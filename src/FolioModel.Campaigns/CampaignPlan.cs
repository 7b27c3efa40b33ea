using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FolioModel.Campaigns;

/// <summary>The plan of a campaign: its kind, its options and its units. Everything that the results depend on.</summary>
/// <param name="Format">The format of the plan, <see cref="CurrentFormat"/>.</param>
/// <param name="Kind">The name of the kind.</param>
/// <param name="KindVersion">The version of the kind's units and results.</param>
/// <param name="Build">The build of the model that the plan was made with; see <see cref="BuildIdentity"/>.</param>
/// <param name="Options">The options, by name.</param>
/// <param name="Units">The units; unit 1 is the first.</param>
public sealed record CampaignPlan(
    string Format, string Kind, int KindVersion, string Build, IReadOnlyDictionary<string, string> Options, IReadOnlyList<string> Units)
{
    /// <summary>The format that this version reads and writes.</summary>
    public const string CurrentFormat = "folio-campaign/1";

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Makes a plan.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="options">The options, by name.</param>
    /// <param name="units">The number of units wished for, at least 1.</param>
    /// <exception cref="BadCampaignException">An option cannot be used.</exception>
    public static CampaignPlan Create(ICampaignKind kind, IReadOnlyDictionary<string, string> options, int units)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        SortedDictionary<string, string> sorted = new(StringComparer.Ordinal);
        foreach ((string name, string value) in options)
        {
            sorted.Add(name, value);
        }

        return new CampaignPlan(CurrentFormat, kind.Name, kind.Version, BuildIdentity.Current, sorted, kind.Plan(sorted, units));
    }

    /// <summary>Reads a plan that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">The name of the file, for errors.</param>
    /// <exception cref="BadCampaignException">The text is no plan, or one of another format.</exception>
    public static CampaignPlan Parse(string json, string name)
    {
        CampaignPlan? plan;
        try
        {
            plan = JsonSerializer.Deserialize<CampaignPlan>(json, s_json);
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is { } line ? $":{line + 1}" : "";
            throw new BadCampaignException($"{name}{place}: expected a campaign plan, found something else", e);
        }

        if (plan?.Format != CurrentFormat)
        {
            throw new BadCampaignException($"{name}: field format: expected \"{CurrentFormat}\", found \"{plan?.Format}\"");
        }

        return plan.Units.Count > 0 ? plan : throw new BadCampaignException($"{name}: field units: expected at least one unit, found none");
    }

    /// <summary>Finds the kind that can run this plan.</summary>
    /// <param name="kinds">The kinds that this process knows.</param>
    /// <param name="name">The name of the file, for errors.</param>
    /// <exception cref="BadCampaignException">This process has no such kind, another version of it, or is another build.</exception>
    public ICampaignKind KindAmong(IEnumerable<ICampaignKind> kinds, string name)
    {
        ICampaignKind[] known = [.. kinds];
        ICampaignKind kind = Array.Find(known, k => k.Name == Kind) ?? throw new BadCampaignException(
            $"{name}: field kind: expected one of {string.Join(", ", known.Select(static k => k.Name))}, found {Kind}");
        if (kind.Version != KindVersion)
        {
            throw new BadCampaignException($"{name}: field kindVersion: expected {kind.Version}, found {KindVersion}");
        }

        return Build == BuildIdentity.Current ? kind : throw new BadCampaignException(
            $"{name}: field build: the campaign was planned with build {Build}, this is {BuildIdentity.Current}; results of different "
            + "builds cannot be put together");
    }

    /// <summary>The hash of the plan, which each result carries: 16 hexadecimal digits.</summary>
    [JsonIgnore]
    public string Identity => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())))[..16];

    /// <summary>The plan as JSON, always the same bytes for the same plan.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json) + "\n";
}
