namespace FolioModel.Exploration.Tests;

/// <summary>Generated pages of the documentation.</summary>
internal static class Page
{
    /// <summary>Compares a page with what was generated; with the variable FOLIO_ACCEPT set, writes it instead.</summary>
    public static void Compare(string name, string generated)
    {
        string path = Path.Combine(Root(), "docs", name);
        if (Environment.GetEnvironmentVariable("FOLIO_ACCEPT") is not null)
        {
            File.WriteAllText(path, generated);
        }

        Assert.That(File.Exists(path), Is.True, $"{name} is missing: run this test with FOLIO_ACCEPT=1");
        Assert.That(File.ReadAllText(path).ReplaceLineEndings("\n"), Is.EqualTo(generated),
            $"{name} is out of date: run this test with FOLIO_ACCEPT=1");
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FolioModel.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
