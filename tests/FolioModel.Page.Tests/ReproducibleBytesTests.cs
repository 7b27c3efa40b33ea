using System.Security.Cryptography;
using System.Text;
using FolioModel.Cli.Show;

namespace FolioModel.Page.Tests;

/// <summary>The same input gives the same bytes on every machine: the hashes of some traces and of a page are reviewed.</summary>
[TestFixture]
internal sealed class ReproducibleBytesTests
{
    private static readonly string s_reviewed =
        Path.Combine(SourceTests.Root, "tests", "FolioModel.Page.Tests", "Reviewed", "hashes.txt");

    [Test]
    public void Traces_and_an_uncompressed_page_have_the_reviewed_hashes()
    {
        (string Name, string Text)[] made =
        [
            ("trace gmem-allocate", FolioTrace.Of(Stories.Explain("gmem-allocate")).ToJson()),
            ("trace 04-xarray", ScriptShelf.Lessons.Find("04-xarray")!.Run().ToJson()),
            ("page gmem-allocate", ShowPage.Write(FolioTrace.Of(Stories.Explain("gmem-allocate")))),
        ];
        string hashes = string.Concat(made.Select(
            static m => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(m.Text)))}  {m.Name}\n"));
        if (Environment.GetEnvironmentVariable("FOLIO_ACCEPT") == "1")
        {
            File.WriteAllText(s_reviewed, hashes);
        }

        Assert.That(hashes, Is.EqualTo(File.ReadAllText(s_reviewed)), "if the change is meant, run once with FOLIO_ACCEPT=1");
    }
}
