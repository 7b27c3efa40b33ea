namespace FolioModel.Diagnosis;

/// <summary>A text that should describe pages cannot be read. The message names the place, the field, and what was expected
/// there.</summary>
public sealed class BadPageTextException : Exception
{
    /// <summary>Names the place and the expectation.</summary>
    /// <param name="source">The file.</param>
    /// <param name="line">The line, counted from 1, or 0 where the whole text is meant.</param>
    /// <param name="field">The field, or null where no single one is meant.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="expected">What should stand there.</param>
    public BadPageTextException(string source, int line, string? field, string found, string expected)
        : base($"{source}{(line > 0 ? $":{line}" : "")}: {(field is null ? "" : $"{field}: ")}expected {expected}, found {found}")
    {
        Line = line;
        Field = field;
    }

    /// <summary>The line, counted from 1, or 0.</summary>
    public int Line { get; }

    /// <summary>The field, or null.</summary>
    public string? Field { get; }
}
