using FolioModel.Tests.Documentation;

namespace FolioModel.Orleans.Tests;

/// <summary>A change of the package's public surface shows up in a file that is reviewed.</summary>
[TestFixture]
internal sealed class PublicApiTests
{
    [Test]
    public void ThePublicApiIsTheReviewedOne() =>
        Repository.AssertReviewed("src/FolioModel.Orleans/PublicAPI.txt", ApiListing.Of(typeof(ClusterRunner).Assembly));
}
