using System.Reflection;

namespace FolioModel.Tests.Documentation;

/// <summary>A change of a library's public surface shows up in a file that is reviewed.</summary>
[TestFixture]
internal sealed class PublicApiTests
{
    private static readonly Assembly[] s_libraries = [.. SourceTree.Libraries.Where(static l => l.GetName().Name != "folio")];

    [TestCaseSource(nameof(s_libraries))]
    public void ThePublicApiIsTheReviewedOne(Assembly library)
    {
        string name = library.GetName().Name!;
        Repository.AssertReviewed($"src/{name}/PublicAPI.txt", ApiListing.Of(library));
    }

    /// <summary>
    /// The commands are packed as tools and have no public types. The package for clusters is reviewed by the tests of deploy/Cluster.sln.
    /// </summary>
    [Test]
    public void EveryPackableLibraryIsReviewed()
    {
        IEnumerable<string> packable = SourceTree.Files("*.csproj")
            .Where(static project => File.ReadAllText(project).Contains("<IsPackable>true</IsPackable>", StringComparison.Ordinal))
            .Select(static project => Path.GetFileNameWithoutExtension(project))
            .Where(static name => name is not ("FolioModel.Cli" or "FolioModel.Silo" or "FolioModel.Orleans"));
        Assert.That(s_libraries.Select(static l => l.GetName().Name), Is.EquivalentTo(packable));
    }
}
