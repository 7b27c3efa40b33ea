using System.Text.RegularExpressions;

namespace FolioModel.Tests.Documentation;

/// <summary>docs/test/public-reports.md names tests that exist, and one for each row.</summary>
[TestFixture]
internal sealed partial class PublicReportsTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, "docs/test/public-reports.md"));

    [TestCaseSource(nameof(Named))]
    public void A_test_that_the_page_names_exists(string name)
    {
        string[] parts = name.Split('.');
        string[] files =
        [
            .. new[] { "tests", "props" }.SelectMany(static folder => Directory.EnumerateFiles(
                Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
                .Where(file => Path.GetFileName(file).StartsWith($"{parts[0]}.", StringComparison.Ordinal)),
        ];
        Assert.That(
            files.Any(file => File.ReadAllText(file).Contains($" {parts[1]}(", StringComparison.Ordinal)), Is.True,
            $"there is no test {name}");
    }

    [Test]
    public void Each_row_names_a_test()
    {
        IEnumerable<string> rows = s_page.Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal));
        foreach (string row in rows.Where(static r => !r.EndsWith("| seen by |", StringComparison.Ordinal)))
        {
            Assert.That(NameOfTest().IsMatch(row), Is.True, row);
        }
    }

    private static IEnumerable<string> Named() => NameOfTest().Matches(s_page).Select(static m => m.Groups["name"].Value).Distinct();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]*(?:Tests|Properties)\\.[A-Za-z_0-9]+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NameOfTest();
}
