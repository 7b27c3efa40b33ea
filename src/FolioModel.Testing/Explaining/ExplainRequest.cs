namespace FolioModel.Testing;

/// <summary>A request for a scenario: the options that the user gave.</summary>
public sealed record ExplainRequest
{
    /// <summary>The folio's order, or null for the scenario's default.</summary>
    public int? Order { get; init; }

    /// <summary>The profile's name, or null for the default.</summary>
    public string? Profile { get; init; }

    /// <summary>The switches that were given, by name without dashes.</summary>
    public IReadOnlySet<string> Switches { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether each step shall keep a picture of the whole machine.</summary>
    public bool KeepsSnapshots { get; init; }

    /// <summary>Whether a switch was given.</summary>
    /// <param name="name">The switch, without dashes.</param>
    public bool Has(string name) => Switches.Contains(name);
}
