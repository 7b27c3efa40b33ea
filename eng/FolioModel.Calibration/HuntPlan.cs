using System.Text.Json;

namespace FolioModel.Calibration;

/// <summary>The campaigns that look for bugs in some folders of the sources: 10,000 operations together.</summary>
/// <remarks>One file for each in the folder <c>Plans</c>: an owner adds its own.</remarks>
/// <param name="Sources">The folders, from the repository's root. The longest that fits decides.</param>
/// <param name="Campaigns">The campaigns, in the order in which they run.</param>
internal sealed record HuntPlan(IReadOnlyList<string> Sources, IReadOnlyList<HuntCampaign> Campaigns)
{
    /// <summary>The name of its file.</summary>
    public string Name { get; private init; } = "";

    private static readonly JsonSerializerOptions s_options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static IReadOnlyList<HuntPlan> Load(string root) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(root, "eng", "FolioModel.Calibration", "Plans"), "*.json").Order(StringComparer.Ordinal)
            .Select(static file => JsonSerializer.Deserialize<HuntPlan>(File.ReadAllText(file), s_options)! with
            {
                Name = Path.GetFileNameWithoutExtension(file),
            }),
    ];

    /// <summary>The plan for the file that a bug changes.</summary>
    public static HuntPlan For(PlantedBug bug, IReadOnlyList<HuntPlan> plans) => plans.MaxBy(p => p.Fit(bug.File))!;

    private int Fit(string file) =>
        Sources.Where(s => file.StartsWith(s, StringComparison.Ordinal)).Select(static s => s.Length).DefaultIfEmpty(-1).Max();
}

/// <summary>A campaign of <c>folio check</c>.</summary>
/// <param name="Subject">What is under test.</param>
/// <param name="Operations">Steps of all programs together.</param>
/// <param name="Misuse">Whether programs end with a mistake on purpose.</param>
internal sealed record HuntCampaign(string Subject, int Operations, bool Misuse = false);
