using System.Globalization;
using System.Text;
using FolioModel.Testing;

namespace FolioModel.Campaigns.Kinds;

/// <summary>A program for an exploration campaign, with the verdict that it should come to.</summary>
/// <param name="Program">The program.</param>
/// <param name="GoesWrong">Whether a violation is expected, as of a wrong operation.</param>
public sealed record ExpectedExploration(ExplorationProgram Program, bool GoesWrong);

/// <summary>
/// Explorations of a whole catalogue, each wholly inside one unit; or a sample of one program, of which each unit draws its part with a
/// seed of its own.
/// </summary>
/// <param name="catalogue">The programs by name, with what they should come to.</param>
/// <remarks>
/// Options: <c>scenario</c> with <c>sample</c> (<c>pct</c>, <c>random</c> or <c>walk</c>), <c>executions</c> and <c>seed</c>; without
/// <c>scenario</c> the catalogue, with <c>strategy</c> (<c>states</c>, <c>sources</c> or <c>naive</c>).
/// </remarks>
public sealed class ExplorationCampaign(Func<IReadOnlyList<ExpectedExploration>> catalogue) : ICampaignKind
{
    private const string ExploreVerb = "explore ";
    private const string SampleVerb = "sample ";
    private const long DefaultExecutions = 100_000;

    private readonly Lazy<Dictionary<string, ExpectedExploration>> _programs = new(
        () => catalogue().ToDictionary(static e => e.Program.Name, StringComparer.Ordinal));

    /// <inheritdoc/>
    public string Name => "explore";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public IReadOnlyList<string> Plan(IReadOnlyDictionary<string, string> options, int units)
    {
        CampaignOptionValues values = Check(options);
        if (!values.Has("scenario"))
        {
            string[] names = [.. _programs.Value.Keys.Order(StringComparer.Ordinal)];
            int count = Math.Min(units, names.Length);
            return [.. Enumerable.Range(0, count).Select(u => ExploreVerb + string.Join(' ', names.Where((_, i) => i % count == u)))];
        }

        _ = Find(values.Text("scenario", ""));
        long executions = values.Number("executions", DefaultExecutions, 1);
        long parts = Math.Min(units, executions);
        return
        [
            .. Enumerable.Range(0, (int)parts).Select(i => string.Create(CultureInfo.InvariantCulture,
                $"{SampleVerb}{(executions * (i + 1) / parts) - (executions * i / parts)} from seed {values.Number("seed", 1, 0) + i}")),
        ];
    }

    /// <inheritdoc/>
    public byte[] Run(IReadOnlyDictionary<string, string> options, string unit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(unit);
        CampaignOptionValues values = Check(options);
        List<ExploredProgram> results = [];
        if (unit.StartsWith(ExploreVerb, StringComparison.Ordinal))
        {
            foreach (string name in unit[ExploreVerb.Length..].Split(' '))
            {
                cancellation.ThrowIfCancellationRequested();
                results.Add(Explore(Find(name), new ExplorationOptions { Strategy = StrategyOf(values) }));
            }

            return UnitJson.Write(results);
        }

        string[] words = unit.Split(' ');
        if (words is not ["sample", string executions, "from", "seed", string seed])
        {
            throw new BadCampaignException($"expected a unit '{ExploreVerb}NAME...' or '{SampleVerb}N from seed S', found '{unit}'");
        }

        results.Add(Explore(Find(values.Text("scenario", "")), new ExplorationOptions
        {
            Strategy = SampleOf(values),
            Executions = long.Parse(executions, CultureInfo.InvariantCulture),
            Seed = int.Parse(seed, CultureInfo.InvariantCulture),
        }));
        return UnitJson.Write(results);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FollowUp(IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results) => [];

    /// <inheritdoc/>
    public UnitGlimpse Glimpse(byte[] result)
    {
        List<ExploredProgram> explored = UnitJson.Read<List<ExploredProgram>>(result);
        return new UnitGlimpse(explored.Sum(static p => p.Executions), "executions", [.. explored.Select(static p => p.Name)],
            [
                .. explored.Where(static p => !p.IsAsExpected)
                    .Select(static p => $"{p.Name}: {(p.Kind is { } kind ? $"{kind}, {p.Token}" : "nothing found")}"),
            ]);
    }

    /// <inheritdoc/>
    public CampaignSummary Merge(
        IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results, IReadOnlyList<byte[]> followUps)
    {
        ArgumentNullException.ThrowIfNull(results);
        ExploredProgram[] explored =
        [
            .. results.SelectMany(static r => UnitJson.Read<List<ExploredProgram>>(r))
                .GroupBy(static p => p.Name, StringComparer.Ordinal)
                .OrderBy(static g => g.Key, StringComparer.Ordinal)
                .Select(static g => g.Aggregate(ExploredProgram.Plus)),
        ];
        ExploredProgram[] surprises = [.. explored.Where(static p => !p.IsAsExpected)];
        StringBuilder text = new();
        foreach (ExploredProgram program in explored)
        {
            text.Append($"{program}\n");
        }

        text.Append($"{explored.Length} explorations: {explored.Sum(static p => p.Executions)} executions, "
            + $"{explored.Sum(static p => p.Steps)} steps, {surprises.Length} not as expected\n");
        string json = UnitJson.Text(new { explorations = explored, unexpected = surprises.Select(static p => p.Name) }) + "\n";
        return new CampaignSummary(json, text.ToString(), surprises.Length);
    }

    private static ExploredProgram Explore(ExpectedExploration expected, ExplorationOptions options)
    {
        ExplorationResult result = Explorer.Explore(expected.Program, options);
        return new ExploredProgram(
            expected.Program.Name, expected.GoesWrong, result.Verdict, options.Executions > 0, result.BoundedBy, result.Executions,
            result.Steps, result.States, result.Violation?.Kind, result.Violation?.Message, result.Token);
    }

    private static Strategy StrategyOf(CampaignOptionValues values) => values.Text("strategy", "states") switch
    {
        "states" => Strategy.States,
        "sources" => Strategy.SourceSets,
        "naive" => Strategy.Naive,
        var other => throw new BadCampaignException($"option strategy: expected states, sources or naive, found '{other}'"),
    };

    private static Strategy SampleOf(CampaignOptionValues values) => values.Text("sample", "pct") switch
    {
        "pct" => Strategy.Priorities,
        "random" => Strategy.Random,
        "walk" => Strategy.Walk,
        var other => throw new BadCampaignException($"option sample: expected pct, random or walk, found '{other}'"),
    };

    private static CampaignOptionValues Check(IReadOnlyDictionary<string, string> options)
    {
        CampaignOptionValues values = new(options);
        if (values.Has("scenario"))
        {
            values.RefuseOthers("scenario", "sample", "executions", "seed");
            _ = SampleOf(values);
        }
        else
        {
            values.RefuseOthers("strategy");
            _ = StrategyOf(values);
        }

        return values;
    }

    private ExpectedExploration Find(string name) => _programs.Value.TryGetValue(name, out ExpectedExploration? found) ? found
        : throw new BadCampaignException($"option scenario: there is no scenario '{name}'");
}
