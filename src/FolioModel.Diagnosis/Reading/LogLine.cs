using System.Text.RegularExpressions;

namespace FolioModel.Diagnosis.Reading;

/// <summary>A line of a kernel log without what mail and logging put in front of it.</summary>
/// <param name="Number">The line's number in the file, counted from 1.</param>
/// <param name="Text">The text.</param>
internal readonly partial record struct LogLine(int Number, string Text)
{
    /// <summary>Splits a text and strips every line.</summary>
    /// <param name="text">The text, with any line ends.</param>
    public static IReadOnlyList<LogLine> Split(string text)
    {
        bool quotedPrintable = text.Contains("=3D", StringComparison.Ordinal) || SoftBreak().IsMatch(text);
        List<LogLine> lines = [];
        string? broken = null;
        int number = 0;
        int start = 0;
        foreach (string raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            string line = raw.TrimEnd();
            if (quotedPrintable)
            {
                line = line.Replace("=3D", "=", StringComparison.Ordinal).Replace("=20", "", StringComparison.Ordinal)
                    .Replace("=C2=A0", " ", StringComparison.Ordinal);
            }

            start = broken is null ? number : start;
            line = broken is null ? line : broken + Quote().Replace(line, "");
            if (quotedPrintable && line.EndsWith('='))
            {
                broken = line[..^1];
                continue;
            }

            broken = null;
            lines.Add(new LogLine(start, Strip(line)));
        }

        if (broken is not null)
        {
            lines.Add(new LogLine(start, Strip(broken)));
        }

        return lines;
    }

    /// <summary>Takes quote marks, priorities, times, hosts and task marks away from the front of a line.</summary>
    private static string Strip(string line)
    {
        string text = Quote().Replace(line, "");
        text = Syslog().Replace(text, "");
        string before;
        do
        {
            before = text;
            text = Mark().Replace(text, "");
        }
        while (text != before);
        return text.Trim();
    }

    [GeneratedRegex(@"^(\s*>)+\s?", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Quote();

    [GeneratedRegex(@"=\n", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex SoftBreak();

    [GeneratedRegex(@"^.{0,120}?\bkernel:\s", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Syslog();

    [GeneratedRegex(@"^\s*(<\d+>|\[\s*\d+\.\d+\]|\[\s*[TC]\d+\]|\[\d+\]|\(\d+\)|\d+\.\d{3,}:?\s)\s*",
        RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Mark();
}
