namespace FolioModel.Testing;

/// <summary>A recording that cannot be read: says which file, line and field, and what was expected there.</summary>
/// <param name="file">The file's path.</param>
/// <param name="line">The line, counted from 1; 0 when the file as a whole is meant.</param>
/// <param name="field">The field's name, or empty.</param>
/// <param name="problem">What is wrong and what was expected.</param>
public sealed class MalformedTraceException(string file, int line, string field, string problem)
    : FolioModelException($"{file}{(line > 0 ? $":{line}" : "")}: {(field.Length > 0 ? $"field '{field}': " : "")}{problem}")
{
    /// <summary>The file's path.</summary>
    public string File { get; } = file;

    /// <summary>The line, counted from 1; 0 when the file as a whole is meant.</summary>
    public int Line { get; } = line;

    /// <summary>The field's name, or empty.</summary>
    public string Field { get; } = field;
}
