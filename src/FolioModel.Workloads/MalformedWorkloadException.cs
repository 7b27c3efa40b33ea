namespace FolioModel.Workloads;

/// <summary>A trace is not what its format says. The message gives the file, the place, the field, and what was expected.</summary>
public sealed class MalformedWorkloadException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">The place: <c>line 12</c> or <c>offset 96</c>; empty for the whole file.</param>
    /// <param name="field">The field, or empty.</param>
    /// <param name="problem">What was expected, and what was found.</param>
    public MalformedWorkloadException(string file, string place, string field, string problem)
        : base($"{file}{(place.Length > 0 ? $", {place}" : "")}{(field.Length > 0 ? $", field {field}" : "")}: {problem}")
    {
        File = file;
        Place = place;
        Field = field;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The place in the file, decompressed: a line or an offset.</summary>
    public string Place { get; }

    /// <summary>The field, or empty.</summary>
    public string Field { get; }
}
