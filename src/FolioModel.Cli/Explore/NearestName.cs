namespace FolioModel.Cli.Explore;

/// <summary>Guesses what was meant by an unknown name.</summary>
internal static class NearestName
{
    private const int LeastPart = 3;
    private const int MostNames = 4;

    /// <summary>
    /// "did you mean 'x'? " for the name that is most like another, or for the names that it is a part of; empty where none is like it.
    /// </summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">The names that there are.</param>
    public static string Question(string name, IEnumerable<string> known)
    {
        string[] names = [.. known];
        (int distance, string near) = names.Select(k => (Distance(k.ToUpperInvariant(), name.ToUpperInvariant()), k))
            .MinBy(static k => k.Item1);
        bool isNear = name.Length > 0 && distance <= Math.Max(1, Math.Min(name.Length, near.Length) / 3);
        return isNear ? $"did you mean '{near}'? " : OfPart(name, names);
    }

    /// <summary>The names that a word is a part of, where they are few.</summary>
    private static string OfPart(string part, string[] names)
    {
        string[] longer = part.Length < LeastPart ? []
            : [.. names.Where(n => n.Contains(part, StringComparison.OrdinalIgnoreCase)).Distinct()];
        return longer.Length is 0 or > MostNames ? ""
            : $"did you mean {string.Join(" or ", longer.Select(static n => $"'{n}'"))}? ";
    }

    /// <summary>How many letters must be put in, taken out or changed to make one name of the other.</summary>
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int changed = corner + (one[i - 1] == other[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
