namespace FolioModel.Workloads;

/// <summary>A memory control group of a replay: the files that it pays for, its limits, and its policy.</summary>
/// <param name="Name">The name.</param>
public sealed record ReplayGroup(string Name)
{
    /// <summary>
    /// Patterns of the names of its files, as the reader gives them; <c>*</c> stands for any characters, <c>?</c> for one. A file belongs
    /// to the first group with a pattern that fits.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The limit, in pages (<c>memory.max</c>); null for none but that of all groups together.</summary>
    public long? MaxPages { get; init; }

    /// <summary>Pages that are reclaimed only if nothing unprotected is left (<c>memory.low</c>).</summary>
    public long LowPages { get; init; }

    /// <summary>Pages that are never reclaimed (<c>memory.min</c>).</summary>
    public long MinPages { get; init; }

    /// <summary>
    /// A policy for this group in place of the replay's; null for the replay's. The kernel's two are the machine's, and cannot be chosen.
    /// </summary>
    public ReplayPolicy? Policy { get; init; }

    /// <summary>Whether a file belongs to the group, if it belongs to none before it.</summary>
    /// <param name="name">The file's name.</param>
    public bool Takes(string name) =>
        Files.Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
}
