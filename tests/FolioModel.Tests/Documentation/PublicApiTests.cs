using System.Reflection;
using FolioModel.Diagnosis;
using FolioModel.Gmem;
using FolioModel.Hugetlb;
using FolioModel.Shmem;

namespace FolioModel.Tests.Documentation;

/// <summary>A change of a library's public surface shows up in a file that is reviewed.</summary>
[TestFixture]
internal sealed class PublicApiTests
{
    private static readonly Assembly[] s_libraries =
        [typeof(Machine).Assembly, typeof(GuestMemfd).Assembly, typeof(ShmemFile).Assembly, typeof(HugePagePool).Assembly,
        typeof(PageDiagnosis).Assembly];

    [TestCaseSource(nameof(s_libraries))]
    public void ThePublicApiIsTheReviewedOne(Assembly library)
    {
        string name = library.GetName().Name!;
        Repository.AssertReviewed($"src/{name}/PublicAPI.txt", ApiListing.Of(library));
    }
}
