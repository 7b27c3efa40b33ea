using System.Globalization;

namespace FolioModel.Cli.Quiz;

/// <summary>Compares what was answered with what is right, as a person would: case, blanks and plus signs do not matter.</summary>
internal static class AnswerText
{
    public const string None = "none";

    private static readonly char[] s_between = [',', '+', ';'];

    /// <summary>Several things as an answer.</summary>
    public static string Of(IEnumerable<string> things) => string.Join(", ", things) is { Length: > 0 } all ? all : None;

    /// <summary>Whether an answer is right.</summary>
    /// <param name="form">How answers are written.</param>
    /// <param name="given">The answer.</param>
    /// <param name="right">The right one.</param>
    public static bool IsRight(AnswerForm form, string given, string right) => form switch
    {
        AnswerForm.Number => NumberOf(given) is { } number && number == NumberOf(right),
        AnswerForm.Choice => Plain(given) == Plain(right),
        AnswerForm.Set => Parts(given).Order(StringComparer.Ordinal).SequenceEqual(Parts(right).Order(StringComparer.Ordinal)),
        _ => Parts(given).SequenceEqual(Parts(right)),
    };

    private static long? NumberOf(string text)
    {
        string plain = Plain(text);
        return plain.StartsWith("0x", StringComparison.Ordinal)
            && long.TryParse(plain[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long hex) ? hex
            : long.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
            : null;
    }

    /// <summary>
    /// The parts of an answer. A holder without an amount means one reference, as <c>page cache</c> for <c>page cache 1</c>.
    /// </summary>
    private static IEnumerable<string> Parts(string text) => Plain(text) is "" or None or "nobody" or "nothing" ? []
        : text.Split(s_between).Select(Plain).Where(static p => p.Length > 0)
            .Select(static p => p.EndsWith(" 1", StringComparison.Ordinal) ? p[..^2] : p);

    private static string Plain(string text) =>
        string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToLowerInvariant();
}
