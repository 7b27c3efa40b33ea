using FolioModel.Cli.Show;

namespace FolioModel.Page.Tests;

/// <summary>The tree that a screen reader gets of a page, as a reviewed file: headings, buttons and tables in their order.</summary>
[TestFixture]
internal sealed class AriaTests
{
    [TestCase("gmem-allocate", "#gmem-allocate/s=4")]
    [TestCase("01-buddy", "#s=3")]
    public async Task The_accessibility_tree_is_the_reviewed_one(string name, string link)
    {
        FolioTrace trace = ScriptShelf.Lessons.Find(name)?.Run() ?? FolioTrace.Of(Stories.Explain(name));
        await using OpenPage opened = await Browser.OpenAsync($"aria-{name}", ShowPage.Write(trace), link);
        string shown = await opened.Page.Locator("body").AriaSnapshotAsync();
        string path = Path.Combine(SourceTests.Root, "tests", "FolioModel.Page.Tests", "Reviewed", $"{name}.aria.yml");
        if (Environment.GetEnvironmentVariable("FOLIO_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, $"{shown}\n");
        }

        Assert.That($"{shown}\n", Is.EqualTo(await File.ReadAllTextAsync(path)), "review the change and run once with FOLIO_ACCEPT=1");
    }
}
