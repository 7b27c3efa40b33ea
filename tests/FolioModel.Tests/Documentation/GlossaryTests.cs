using System.Reflection;
using System.Text.RegularExpressions;
using FolioModel.Cli.Modules;

namespace FolioModel.Tests.Documentation;

/// <summary>The glossary names types and members that exist, and every kind of holder.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed partial class GlossaryTests
{
    private const string Page = "docs/reference/glossary.md";
    private const string HoldersTitle = "## Kinds of holders";

    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, Page));

    [Test]
    public void EveryNameOfTheModelExists() => Assert.That(
        Rows().SelectMany(static cells => Code().Matches(cells[^1]).Select(static m => m.Groups["name"].Value))
            .Where(static name => !Exists(name)),
        Is.Empty);

    [Test]
    public void EveryTermHasAMeaningAndAPlace() =>
        Assert.That(Rows().Where(static cells => cells.Any(static c => c.Length == 0)).Select(static cells => cells[0]), Is.Empty);

    [Test]
    public void NoTermIsExplainedTwice() =>
        Assert.That(Rows().SelectMany(static cells => cells[0].Split(", ")).Where(static t => t.Length > 0), Is.Unique);

    /// <summary>The types that every embedder meets are in the namespace of the core's own name.</summary>
    [Test]
    public void EveryClassThatAnEmbedderMeetsIsNamed()
    {
        IEnumerable<string> met = typeof(Machine).Assembly.GetExportedTypes()
            .Where(static t => t.Namespace == "FolioModel" && t.IsClass && !t.IsSubclassOf(typeof(Delegate)))
            .Where(static t => !t.IsSubclassOf(typeof(Attribute)) && !t.Name.EndsWith("Options", StringComparison.Ordinal))
            .Select(static t => t.Name);
        Assert.That(met.Where(static name => !s_page.Contains($"`{name}", StringComparison.Ordinal)).Except(s_supporting), Is.Empty);
    }

    [Test]
    public void TheTableOfHoldersIsThatOfTheRegisteredKinds() =>
        Repository.AssertReviewed(Page, s_page[..s_page.IndexOf(HoldersTitle, StringComparison.Ordinal)] + Holders());

    /// <summary>Types whose meaning follows from another one's.</summary>
    private static readonly string[] s_supporting =
        ["DirtyCounters", "FolioModelException", "KernelLock", "LedgerViolationException", "TaskRun", "KernelWorkBuilder"];

    private static string Holders()
    {
        // Asking the modules registers the owners' kinds. Kinds that other tests register belong to none of them and have no row.
        HolderKind[] ofOwners = [.. ModuleSet.BuiltIn.Modules.SelectMany(static module => module.HolderKinds)];
        IEnumerable<HolderKind> all = HolderKind.Known.Where(k => k.Row is not null || k == HolderKind.Get || ofOwners.Contains(k))
            .OrderBy(static k => k.Row ?? (k == HolderKind.Get ? "R14b" : "S"), StringComparer.Ordinal)
            .ThenBy(static k => k.Name, StringComparer.Ordinal);
        string rows = string.Concat(all.Select(static k =>
            $"| {k.Row} | {k.Name} | {k.Class.ToString().ToLowerInvariant()} | {k.Purpose} |\n"));
        return HoldersTitle + "\n\n"
            + "The names as sums show them, such as `page cache 512 + lru_add batch 1`. "
            + "[Who can hold a reference](../learn/references.md) says\nwho takes and drops each. This table is written by a test.\n\n"
            + "| row | name | class | what the reference is for |\n|---|---|---|---|\n"
            + rows;
    }

    private static IEnumerable<string[]> Rows() =>
        s_page[..s_page.IndexOf(HoldersTitle, StringComparison.Ordinal)].Split('\n')
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| term |", StringComparison.Ordinal))
            .Select(static line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries));

    private static bool Exists(string name)
    {
        string[] parts = name.Split('.');
        return SourceTree.Libraries.SelectMany(static l => l.GetTypes()).Any(type => IsType(type, parts)
            || (parts.Length > 1 && IsType(type, parts[..^1])
                && type.GetMember(parts[^1], BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Length > 0));
    }

    /// <summary>Whether a type has a name, with or without its namespace below FolioModel.</summary>
    private static bool IsType(Type type, string[] parts) => type.Name == parts[^1]
        && (parts.Length == 1 || type.Namespace == $"FolioModel.{string.Join('.', parts[..^1])}");

    [GeneratedRegex("`(?<name>[A-Za-z.]+)`", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Code();
}
