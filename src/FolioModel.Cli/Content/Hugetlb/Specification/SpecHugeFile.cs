namespace FolioModel.Cli.Content.Specification;

/// <summary>A file of huge pages.</summary>
/// <param name="mount">Its mount, or null for one without limits.</param>
internal sealed class SpecHugeFile(SpecHugeMount? mount)
{
    public SpecHugeMount? Mount { get; } = mount;

    public SortedDictionary<long, SpecHugePage> Pages { get; } = [];

    /// <summary>The places that are reserved or have a page.</summary>
    public SortedSet<long> Reserved { get; } = [];

    /// <summary>In huge pages.</summary>
    public long Size { get; set; }

    public List<SpecHugeArea> Areas { get; } = [];

    public bool IsOpen { get; set; } = true;
}
