using System.Text.RegularExpressions;

namespace FolioModel.Cli;

/// <summary>The one line that says what is wrong with the input or the usage.</summary>
internal static partial class Complaint
{
    /// <summary>Writes the line.</summary>
    /// <param name="error">Where errors go.</param>
    /// <param name="verb">The verb, or empty.</param>
    /// <param name="message">What is wrong. Control characters of names and values are escaped.</param>
    /// <returns><see cref="ExitCode.BadInput"/>.</returns>
    public static int Write(TextWriter error, string verb, string message)
    {
        error.WriteLine($"folio{(verb.Length > 0 ? " " : "")}{verb}: {Printable.OneLine(message)}");
        return ExitCode.BadInput;
    }

    /// <summary>The likeliest cause among what the parser of the command line found, in words that need no knowledge of .NET.</summary>
    /// <param name="messages">The parser's messages.</param>
    public static string OfParser(IEnumerable<string> messages)
    {
        string[] all = [.. messages];
        string message = all.FirstOrDefault(static m => !m.StartsWith("Required command", StringComparison.Ordinal)) ?? all[0];
        Match value = UnfitValue().Match(message);
        if (value.Success)
        {
            string expected = value.Groups["type"].Value switch
            {
                "System.UInt64" => "a number of 0 or more",
                "System.Boolean" => "true, false or nothing",
                _ => "a number",
            };
            return $"{value.Groups["option"].Value}: expected {expected}, found '{value.Groups["value"].Value}'";
        }

        return message.StartsWith("Required command", StringComparison.Ordinal) ? "expected another word; see --help"
            : Unknown().Match(message) is { Success: true } unknown ? $"'{unknown.Groups["word"].Value}' is no verb or option; see --help"
            : message;
    }

    /// <summary>Refuses what looks like an option among the names of files.</summary>
    /// <param name="paths">The names.</param>
    /// <returns>The complaint, or null.</returns>
    public static string? OfPaths(IEnumerable<string> paths) =>
        paths.FirstOrDefault(static p => p.Length > 1 && p[0] == '-' && !Path.Exists(p)) is { } option
            ? $"{option}: unknown option; see --help" : null;

    [GeneratedRegex(
        @"^Cannot parse argument '(?<value>[\s\S]*)' for option '(?<option>[^']*)' as expected type '"
            + @"(?:System\.Nullable`1\[)?(?<type>[^'\]]*)\]?'",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex UnfitValue();

    [GeneratedRegex(@"^Unrecognized command or argument '(?<word>[\s\S]*)'\.$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Unknown();
}
