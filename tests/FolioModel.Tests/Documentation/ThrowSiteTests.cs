using System.Text.RegularExpressions;

namespace FolioModel.Tests.Documentation;

/// <summary>
/// Every kernel bug that the sources throw carries its task as a property, and its folio where the message shows one, so that a tool need
/// not read the message.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed partial class ThrowSiteTests
{
    [Test]
    public void EveryKernelBugCarriesItsTask() =>
        Assert.That(Sites().Where(static site => !site.Properties.Contains("Task =", StringComparison.Ordinal)).Select(Place), Is.Empty);

    [Test]
    public void EveryKernelBugWhoseMessageShowsAFolioCarriesIt() => Assert.That(
        Sites().Where(static site => ShownFolio().IsMatch(site.Message) && !site.Properties.Contains("Folio =", StringComparison.Ordinal))
            .Select(Place),
        Is.Empty);

    [Test]
    public void EveryDeadlockOfALockOrAClockCarriesItsReason() => Assert.That(
        Sites().Where(static site => site.Message.Contains("waits for", StringComparison.Ordinal)
            && !site.Properties.Contains("Reason =", StringComparison.Ordinal)).Select(Place),
        Is.Empty);

    /// <summary>The tests above would hold in a tree without throw sites, or for a pattern that finds none.</summary>
    [Test]
    public void TheThrowSitesAreFound() => Assert.That(Sites().ToList(), Has.Count.GreaterThan(25));

    private static IEnumerable<ThrowSite> Sites()
    {
        foreach (string file in SourceTree.Files("*.cs"))
        {
            string path = SourceTree.Relative(file);
            if (!path.StartsWith("src/", StringComparison.Ordinal) && !path.StartsWith("samples/", StringComparison.Ordinal))
            {
                continue;
            }

            string text = File.ReadAllText(file);
            foreach (Match match in Construction().Matches(text))
            {
                int end = EndOf(text, match.Index + match.Length - 1, '(', ')');
                int brace = end + 1;
                while (brace < text.Length && char.IsWhiteSpace(text[brace]))
                {
                    brace++;
                }

                string properties = text[brace] == '{' ? text[brace..EndOf(text, brace, '{', '}')] : "";
                yield return new ThrowSite(path, text[..match.Index].Count(static c => c == '\n') + 1, text[match.Index..end], properties);
            }
        }
    }

    private static string Place(ThrowSite site) => $"{site.File}:{site.Line}: {site.Message}";

    /// <summary>The index of the bracket that closes the one at an index. Brackets in texts are balanced in this tree.</summary>
    private static int EndOf(string text, int at, char open, char close)
    {
        int depth = 0;
        for (int i = at; i < text.Length; i++)
        {
            depth += text[i] == open ? 1 : text[i] == close ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        throw new InvalidDataException($"'{open}' at {at} has no end");
    }

    /// <summary>Constructions with the type's name, and those of a method that returns one of the types.</summary>
    [GeneratedRegex(
        @"new (?:KernelBug|KernelDeadlock|UseAfterFree|LedgerViolation)Exception\("
            + @"|(?:KernelBug|KernelDeadlock|UseAfterFree|LedgerViolation)Exception \w+\([^;{}]*?\)\s*=>\s*new\(",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Construction();

    [GeneratedRegex(@"\.Describe\(\)|\bDump\(", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ShownFolio();

    private sealed record ThrowSite(string File, int Line, string Message, string Properties);
}
