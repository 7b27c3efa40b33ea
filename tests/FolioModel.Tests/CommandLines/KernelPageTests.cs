using System.Globalization;
using System.Reflection;
using FolioModel.Gmem;
using FolioModel.Tests.Documentation;

namespace FolioModel.Tests.CommandLines;

/// <summary>The page on kernel versions says of every property what the profiles say.</summary>
[TestFixture]
internal sealed class KernelPageTests
{
    private static readonly string[] s_lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "reference", "kernels.md"));

    [Test]
    public void TheTableOfTheCoreIsThatOfTheProfiles() =>
        Compare("| property of `KernelProfile` |", KernelProfile.All, static p => p.Name, nameof(KernelProfile.Proposal));

    [Test]
    public void TheTableOfGuestMemfdIsThatOfTheProfiles() =>
        Compare("| property of `GmemProfile` |", GmemProfile.All, static p => p.Name, nameof(GmemProfile.Proposal));

    [Test]
    public void EveryPropertyHasASourceAndSaysHowSureItIs()
    {
        string[] sources = [.. s_lines.SkipWhile(static l => !l.StartsWith("| property | what differs", StringComparison.Ordinal))
            .Where(static l => l.StartsWith("| `", StringComparison.Ordinal) && l.Count(static c => c == '|') == 5)];
        string[] words = ["recorded", "sure", "fairly", "proposal"];
        using (Assert.EnterMultipleScope())
        {
            foreach (string name in Names(typeof(KernelProfile)).Concat(Names(typeof(GmemProfile))).Where(static n => n != "Kernel"))
            {
                string? row = sources.FirstOrDefault(l => l.Contains($"`{name}`", StringComparison.Ordinal));
                Assert.That(row, Is.Not.Null, $"{name} has no row with its source");
                Assert.That(words.Any(w => row?.Split('|')[4].Contains(w, StringComparison.Ordinal) == true), $"{name}: how sure?");
            }
        }
    }

    private static IEnumerable<string> Names(Type profile) => profile.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(static p => p.Name).Where(static n => n is not ("Name" or "Proposal"));

    private static void Compare<T>(string head, IReadOnlyList<T> profiles, Func<T, string> nameOf, string leftOut)
    {
        string[] table = [.. s_lines.SkipWhile(l => !l.StartsWith(head, StringComparison.Ordinal)).TakeWhile(static l => l.Length > 0)];
        Assert.That(Cells(table[0]).Skip(1), Is.EqualTo(profiles.Select(nameOf)), "the columns are not the profiles");
        string[] expected =
        [
            .. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.Name != "Name" && p.Name != leftOut)
                .Select(p => $"`{p.Name}`: {string.Join(" | ", profiles.Select(profile => TextOf(p.GetValue(profile))))}"),
        ];
        Assert.That(table.Skip(2).Select(static l => $"{Cells(l)[0]}: {string.Join(" | ", Cells(l).Skip(1))}"), Is.EquivalentTo(expected));
    }

    private static string[] Cells(string row) => [.. row.Trim('|').Split('|').Select(static c => c.Trim())];

    private static string TextOf(object? value) => value switch
    {
        bool yes => yes ? "yes" : "no",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
