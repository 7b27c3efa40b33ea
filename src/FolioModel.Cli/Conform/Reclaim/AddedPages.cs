using System.Globalization;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>Reads from recorded events which pages were added to the page cache.</summary>
internal static class AddedPages
{
    /// <summary>The pages of the tokens <c>+</c> (the operation's own page) and <c>+P</c> or <c>+P@file</c>.</summary>
    /// <param name="tokens">The events of an operation.</param>
    /// <param name="file">The operation's file.</param>
    /// <param name="page">The operation's page.</param>
    public static List<(int File, uint Page)> Of(string[] tokens, int file, uint page)
    {
        List<(int File, uint Page)> added = [];
        foreach (string token in tokens)
        {
            if (token[0] != '+')
            {
                continue;
            }

            string[] parts = token[1..].Split('@');
            added.Add((
                parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : file,
                parts[0].Length > 0 ? uint.Parse(parts[0], CultureInfo.InvariantCulture) : page));
        }

        return added;
    }
}
