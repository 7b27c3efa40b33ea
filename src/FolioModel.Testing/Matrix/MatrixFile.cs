namespace FolioModel.Testing;

/// <summary>A kind of file on which operations of the lock matrix meet: one table of the page.</summary>
/// <param name="Name">A short name, by which rows refer to it.</param>
/// <param name="Title">The file in words, as in "a file of two cached pages in one folio".</param>
/// <param name="Open">Prepares the file in a fresh world, before the tasks start.</param>
public sealed record MatrixFile(string Name, string Title, Func<World, MatrixSite> Open)
{
    /// <summary>Names of rows of other owners that can run on this file too, such as the core's lookup.</summary>
    public IReadOnlyList<string> AlsoRuns { get; init; } = [];
}
