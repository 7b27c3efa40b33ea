using System.Text.Json;

namespace FolioModel.Cli.Conform.Kernel;

/// <summary>
/// The fields that a line may have. Anything else is something that the replayer would not compare: it counts as missing.
/// </summary>
internal sealed class KnownFields
{
    private readonly HashSet<string> _names;

    /// <param name="names">The fields, separated by spaces.</param>
    public KnownFields(string names) => _names = [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Whether every field of a line is known; the first one that is not is counted as missing.</summary>
    /// <param name="line">The line.</param>
    /// <param name="report">Where to count.</param>
    public bool CoverAll(RecordedLine line, ConformanceReport report)
    {
        foreach (JsonProperty property in line.Json.EnumerateObject())
        {
            if (!_names.Contains(property.Name))
            {
                report.AddMissing($"field '{property.Name}'");
                return false;
            }
        }

        return true;
    }
}
