using FolioModel.Fuzz;
using FolioModel.Tests.Documentation;

namespace FolioModel.Tests.Workloads;

/// <summary>Tests the readers on the inputs that the fuzzer kept, without the fuzzer.</summary>
[TestFixture]
internal sealed class KeptCorpusTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "eng", "FolioModel.Fuzz", "corpus");

    [Test]
    public void EveryKeptInputIsReadOrRefusedWhateverTheBuffer()
    {
        int read = 0;
        int refused = 0;
        foreach (string file in Directory.EnumerateFiles(s_folder).Order(StringComparer.Ordinal))
        {
            bool isRead = new FuzzedTrace(File.ReadAllBytes(file)).Check() is not null;
            read += isRead ? 1 : 0;
            refused += isRead ? 0 : 1;
        }

        Assert.That(Math.Min(read, refused), Is.GreaterThan(20), $"{read} read, {refused} refused");
    }
}
