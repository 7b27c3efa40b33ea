using System.Text;

namespace FolioModel.Campaigns.Kinds;

/// <summary>The merged result of a property campaign: sums, and violations told apart by signature.</summary>
internal sealed class PropertySummary(string campaign, IReadOnlyList<ProgramsResult> results, IReadOnlyList<ShrunkResult> shrunk)
{
    public CampaignSummary Write()
    {
        SortedDictionary<string, long> coverage = Sum(results.Select(static r => r.Coverage));
        SortedDictionary<string, long> failing = Sum(results.Select(static r => r.Failing));
        long programs = results.Sum(static r => r.Programs);
        long operations = results.Sum(static r => r.Operations);
        ShrunkResult[] violations =
        [
            .. shrunk.GroupBy(static s => s.Signature, StringComparer.Ordinal)
                .Select(static g => g.OrderBy(static s => s.Steps).ThenBy(static s => s.Program).First())
                .OrderBy(static s => s.Signature, StringComparer.Ordinal),
        ];
        string json = UnitJson.Text(new { campaign, programs, operations, failing, violations, coverage }) + "\n";
        return new CampaignSummary(json, TextOf(programs, operations, failing, violations, coverage), violations.Length);
    }

    private string TextOf(
        long programs, long operations, SortedDictionary<string, long> failing, ShrunkResult[] violations,
        SortedDictionary<string, long> coverage)
    {
        StringBuilder text = new();
        foreach (ShrunkResult violation in violations)
        {
            text.Append($"{violation.Signature}, program {violation.Program}\n\n{violation.Report}\n");
        }

        text.Append($"{campaign}: {operations} operations in {programs} programs, ");
        text.Append(violations.Length == 0 ? "every invariant holds\n"
            : $"{violations.Length} violation{(violations.Length == 1 ? "" : "s")} in {failing.Values.Sum()} programs\n");
        foreach ((string name, long count) in coverage)
        {
            text.Append($"  {count,10}  {name}\n");
        }

        return text.ToString();
    }

    private static SortedDictionary<string, long> Sum(IEnumerable<SortedDictionary<string, long>> parts)
    {
        SortedDictionary<string, long> sum = new(StringComparer.Ordinal);
        foreach ((string name, long count) in parts.SelectMany(static p => p))
        {
            sum[name] = sum.GetValueOrDefault(name) + count;
        }

        return sum;
    }
}
