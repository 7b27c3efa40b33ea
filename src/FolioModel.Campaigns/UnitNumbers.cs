using System.Globalization;

namespace FolioModel.Campaigns;

/// <summary>Numbers of units as people write them: <c>units 3, 7-9 and 12</c>.</summary>
public static class UnitNumbers
{
    private const int Most = 12;

    /// <summary>Describes numbers in rising order.</summary>
    /// <param name="units">The numbers, at least one.</param>
    public static string Describe(IReadOnlyList<int> units)
    {
        ArgumentNullException.ThrowIfNull(units);
        List<string> runs = [];
        for (int i = 0; i < units.Count;)
        {
            int first = i;
            while (++i < units.Count && units[i] == units[i - 1] + 1)
            {
            }

            runs.Add(i - first == 1 ? Text(units[first]) : $"{Text(units[first])}-{Text(units[i - 1])}");
        }

        string word = units.Count == 1 ? "unit" : "units";
        return runs.Count > Most
            ? $"{word} {string.Join(", ", runs.Take(Most))} and others ({Text(units.Count)} in all)"
            : runs.Count == 1 ? $"{word} {runs[0]}" : $"{word} {string.Join(", ", runs.SkipLast(1))} and {runs[^1]}";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
