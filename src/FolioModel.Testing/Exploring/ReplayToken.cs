using System.Globalization;
using System.Text;

namespace FolioModel.Testing;

/// <summary>An interleaving in one line: the scenario's name, then for each stretch the task's letter and how many steps it took.</summary>
/// <remarks>
/// <c>grab-grab:a3b12a!b</c>: three steps of task a, twelve of b, one of a whose allocations fail, one of b. <c>grab-grab:*</c> stands for
/// all interleavings: what is found in none of them has no path of its own.
/// </remarks>
public static class ReplayToken
{
    /// <summary>Tasks that have a letter.</summary>
    internal const int MostTasks = 8;

    private const int MostSteps = 10_000;
    private const string Search = "*";

    /// <summary>Writes a token.</summary>
    /// <param name="scenario">The scenario's name.</param>
    /// <param name="path">The choices.</param>
    public static string Write(string scenario, IReadOnlyList<Move> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        StringBuilder text = new($"{scenario}:");
        for (int i = 0; i < path.Count;)
        {
            int length = 1;
            while (i + length < path.Count && path[i + length] == path[i])
            {
                length++;
            }

            text.Append(path[i]);
            if (length > 1)
            {
                text.Append(length);
            }

            i += length;
        }

        return text.ToString();
    }

    /// <summary>Writes the token of a finding about all interleavings together.</summary>
    /// <param name="scenario">The scenario's name.</param>
    public static string OfSearch(string scenario) => $"{scenario}:{Search}";

    /// <summary>Reads a token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The scenario's name and the choices; null for all interleavings.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static (string Program, IReadOnlyList<Move>? Path) Read(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        int colon = token.LastIndexOf(':');
        if (colon < 0)
        {
            throw new FormatException($"'{token}' is no replay token: expected a scenario's name, a colon, and letters with numbers");
        }

        if (token[(colon + 1)..] == Search)
        {
            return (token[..colon], null);
        }

        List<Move> path = [];
        for (int i = colon + 1; i < token.Length;)
        {
            if (token[i] - 'a' is < 0 or >= MostTasks)
            {
                throw new FormatException($"'{token[i]}' at place {i + 1} of the replay token: expected a task's letter, a to h");
            }

            int task = token[i++] - 'a';
            bool fails = i < token.Length && token[i] == '!';
            i += fails ? 1 : 0;
            int digits = i;
            while (i < token.Length && char.IsAsciiDigit(token[i]))
            {
                i++;
            }

            int count = 1;
            if (i > digits
                && (!int.TryParse(token.AsSpan(digits, i - digits), CultureInfo.InvariantCulture, out count)
                || count is < 1 or > MostSteps))
            {
                throw new FormatException(
                    $"'{token[digits..i]}' at place {digits + 1} of the replay token: expected 1 to {MostSteps} steps");
            }

            path.AddRange(Enumerable.Repeat(new Move(task, fails), count));
        }

        return (token[..colon], path);
    }
}
