namespace FolioModel.Tests.Documentation;

/// <summary>Which recordings of a real kernel exercise a member, as a replay has shown (<c>eng/FolioModel.Evidence</c>).</summary>
internal static class Evidence
{
    public const string File = "tests/FolioModel.Tests/Documentation/evidence.tsv";

    /// <summary>Groups that are about something of their own: what runs in all others is said to run in all.</summary>
    private static readonly string[] s_own = ["hugetlb", "reclaim", "xarray"];

    private static readonly Lazy<Dictionary<string, string[]>> s_groups = new(Read);

    private static readonly Lazy<int> s_common =
        new(() => s_groups.Value.Values.SelectMany(groups => groups).Except(s_own).Distinct().Count());

    /// <summary>The groups of recordings, or "" when none exercises the member.</summary>
    /// <param name="member">A member, or a type: then any of its members counts.</param>
    public static string FamiliesOf(string member)
    {
        IEnumerable<string[]> found = s_groups.Value.TryGetValue(member, out string[]? exact)
            ? [exact]
            : s_groups.Value.Where(known => known.Key.StartsWith($"{member}.", StringComparison.Ordinal)).Select(known => known.Value);
        string[] groups = [.. found.SelectMany(group => group).Distinct().Order(StringComparer.Ordinal)];
        return groups.Except(s_own).Count() == s_common.Value
            ? string.Join(", ", groups.Intersect(s_own).Prepend("all"))
            : string.Join(", ", groups);
    }

    private static Dictionary<string, string[]> Read()
    {
        Dictionary<string, string[]> groups = new(StringComparer.Ordinal);
        foreach (string line in System.IO.File.ReadLines(Path.Combine(Repository.Root, File)))
        {
            string[] columns = line.Split('\t');
            groups.Add(columns[0], columns[1].Split(' '));
        }

        return groups;
    }
}
