using System.Globalization;
using System.Text;

namespace FolioModel.Cli;

/// <summary>Text from outside made fit for a terminal: control characters are written as escapes.</summary>
internal static class Printable
{
    /// <summary>A text on one line, without raw control characters.</summary>
    /// <param name="text">Any text.</param>
    public static string OneLine(string text)
    {
        if (!text.Any(IsUnfit))
        {
            return text;
        }

        StringBuilder line = new(text.Length + 16);
        foreach (char c in text)
        {
            if (IsUnfit(c))
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                line.Append(c);
            }
        }

        return line.ToString();
    }

    private static bool IsUnfit(char c) => char.IsControl(c) || c is '\u2028' or '\u2029'
        || char.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
