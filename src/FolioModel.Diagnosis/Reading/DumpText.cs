using System.Text.RegularExpressions;

namespace FolioModel.Diagnosis.Reading;

/// <summary>The lines of one dump as one text, so that what a mail program wrapped reads as one.</summary>
internal sealed class DumpText
{
    private readonly IReadOnlyList<LogLine> _lines;

    public DumpText(IReadOnlyList<LogLine> lines)
    {
        _lines = lines;
        Text = string.Join(' ', lines.Select(static l => l.Text));
    }

    /// <summary>All lines, joined by spaces.</summary>
    public string Text { get; }

    /// <summary>Why the page was printed, or null. Some kernels print it in front of the dump, and mail wraps long conditions.</summary>
    public string? Reason
    {
        get
        {
            const string Prefix = "page dumped because: ";
            int first = _lines.ToList().FindIndex(static l => l.Text.StartsWith(Prefix, StringComparison.Ordinal));
            if (first < 0)
            {
                return null;
            }

            string reason = _lines[first].Text[Prefix.Length..];
            bool isCut = reason.Count(static c => c == '(') > reason.Count(static c => c == ')');
            return isCut && first + 1 < _lines.Count ? $"{reason} {_lines[first + 1].Text}" : reason;
        }
    }

    /// <summary>The number of the first line.</summary>
    public int Line => _lines[0].Number;

    /// <summary>The number of the line in which a field stands.</summary>
    /// <param name="field">The field as it is written, with its colon.</param>
    public int LineOf(string field) => _lines.Where(l => l.Text.Contains(field, StringComparison.Ordinal)).Select(static l => l.Number)
        .FirstOrDefault(Line);

    /// <summary>The value of a field, or null where the dump has none.</summary>
    /// <param name="expression">An expression whose first group is the value.</param>
    public string? Value(Regex expression)
    {
        Match match = expression.Match(Text);
        return match.Success ? match.Groups[1].Value : null;
    }
}
