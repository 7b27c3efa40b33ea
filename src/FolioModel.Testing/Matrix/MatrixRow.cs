namespace FolioModel.Testing;

/// <summary>An operation of the lock matrix.</summary>
/// <param name="Name">The operation's name, as in "punch hole"; a pair is named <c>punch-hole+get_pfn</c>.</param>
/// <param name="On">The names of the files of its owner that it runs on: see <see cref="MatrixFile"/>.</param>
/// <param name="Run">Runs the operation and gives its result as text.</param>
public sealed record MatrixRow(string Name, IReadOnlyList<string> On, Func<MatrixSite, KernelWork<string>> Run)
{
    /// <summary>The results with which the operation says that it did nothing because another task used the folio at that moment.</summary>
    public IReadOnlyList<string> GivesUp { get; init; } = [];

    /// <summary>An operation that needs the owner's own kind of site.</summary>
    /// <typeparam name="T">The kind of site that the files open.</typeparam>
    /// <param name="name">The operation's name.</param>
    /// <param name="on">The names of the files.</param>
    /// <param name="run">Runs the operation and gives its result as text.</param>
    public static MatrixRow For<T>(string name, IReadOnlyList<string> on, Func<T, KernelWork<string>> run)
        where T : MatrixSite
    {
        ArgumentNullException.ThrowIfNull(run);
        return new MatrixRow(name, on, site => run((T)site));
    }
}
