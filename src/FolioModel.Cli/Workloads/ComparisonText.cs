using System.Globalization;
using System.Text;
using FolioModel.Workloads.Comparing;

namespace FolioModel.Cli.Workloads;

/// <summary>What a comparison of two policies found, for people.</summary>
internal static class ComparisonText
{
    /// <summary>The text.</summary>
    /// <param name="found">The first difference, or null.</param>
    /// <param name="policies">The names of the policies.</param>
    /// <param name="memory">The size of memory, in pages.</param>
    /// <param name="file">The name of the file of the page.</param>
    public static string Of(PolicyDifference? found, string[] policies, long memory, string file)
    {
        if (found is null)
        {
            return $"{policies[0]} and {policies[1]} have the same pages in memory at each access, with {ReplayReport.SizeOf(memory)}\n";
        }

        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture,
            $"{policies[0]} and {policies[1]} differ first at request {found.Request:n0}, page {found.Page} of file {file}, "
            + $"with {ReplayReport.SizeOf(memory)}\n");
        Side(text, found.First);
        Side(text, found.Second);
        return text.ToString();
    }

    private static void Side(StringBuilder text, PolicySide side)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{side.Policy}: a {(side.Has ? "hit" : "miss")}\n  now: {side.State}\n");
        foreach (string happened in side.Events)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {happened}\n");
        }

        if (side.Events.Count == 0)
        {
            text.Append("  nothing happened to the page before\n");
        }
    }
}
