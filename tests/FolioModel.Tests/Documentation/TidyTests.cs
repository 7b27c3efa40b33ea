using System.Reflection;
using System.Text.RegularExpressions;

namespace FolioModel.Tests.Documentation;

/// <summary>The house rules that a machine can check. CONTRIBUTING.md states them.</summary>
/// <remarks>Where a rule has known violations, their number is a ceiling that may fall and must not rise.</remarks>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed partial class TidyTests
{
    private const int MaxColumns = 140;
    private const int MaxLines = 300;
    private static readonly string[] s_bannedOpenings =
        ["Whoever", "Whatever", "Somebody", "Nobody", "Nothing is", "What a ", "What is ", "What the ", "That ", "Who ", "As "];

    /// <summary>Summaries of the product and its samples do not open with a clause in place of a noun.</summary>
    private static readonly string[] s_clauseOpenings = ["What ", "Whose "];

    [Test]
    public void NoLineIsWiderThanTheLimit() => AssertAtMost(
        0,
        SourceTree.Files("*.cs").SelectMany(static file => File.ReadLines(file)
            .Select((line, i) => (Line: line, Place: $"{SourceTree.Relative(file)}:{i + 1} has {line.Length} columns"))
            .Where(static l => l.Line.Length > MaxColumns).Select(static l => l.Place)));

    [Test]
    public void NoFileIsLongerThanTheLimit() => AssertAtMost(
        0,
        SourceTree.Files("*.cs").Select(static file => (File: file, Lines: File.ReadLines(file).Count()))
            .Where(static f => f.Lines > MaxLines).Select(static f => $"{SourceTree.Relative(f.File)} has {f.Lines} lines"));

    /// <summary>The core has hooks for owners and knows none of them: it must compile, read and work for an owner of a stranger.</summary>
    [Test]
    public void TheCoreNamesNoOwner() => AssertAtMost(
        0,
        SourceTree.Files("*.cs").Where(static file => SourceTree.Relative(file).StartsWith("src/FolioModel/", StringComparison.Ordinal))
            .SelectMany(static file => File.ReadLines(file).Select((line, i) => (Line: line, Place: $"{SourceTree.Relative(file)}:{i + 1}"))
                .Where(static l => OwnerName().IsMatch(WithoutNamesOfTheKernel(l.Line)))
                .Select(static l => $"{l.Place}: {l.Line.Trim()}")));

    [Test]
    public void EveryNameOfTheKernelThatTheCoreMayUseIsUsed() => Assert.That(
        s_namesOfTheKernel.Keys.Where(static name => !SourceTree.Files("*.cs")
            .Where(static file => SourceTree.Relative(file).StartsWith("src/FolioModel/", StringComparison.Ordinal))
            .Any(file => File.ReadAllText(file).Contains(name, StringComparison.Ordinal))),
        Is.Empty);

    [Test]
    public void NoFileIsNamedForNoConcept() => AssertAtMost(
        0,
        SourceTree.Files("*.cs").Where(static file => VagueName().IsMatch(Path.GetFileNameWithoutExtension(file)))
            .Select(SourceTree.Relative));

    [Test]
    public void SummariesNameTheirSubject() => AssertAtMost(
        0,
        SourceTree.Files("*.cs").SelectMany(file => Summary().Matches(File.ReadAllText(file))
            .Select(static m => DocumentationMarks().Replace(m.Groups["text"].Value, " ").TrimStart())
            .Where(text => s_bannedOpenings.Concat(IsOfTests(file) ? [] : s_clauseOpenings)
                .Any(b => text.StartsWith(b, StringComparison.Ordinal)))
            .Select(text => $"{SourceTree.Relative(file)}: {text[..Math.Min(text.Length, 70)]}")));

    /// <summary>A document names the task, process, holder or owner that it means.</summary>
    [Test]
    public void DocumentationUsesNoPronounForATaskOrHolder() => AssertAtMost(
        0,
        SourceTree.Files("*.cs").Where(static file => SourceTree.Relative(file).StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(static file => File.ReadLines(file).Select((line, i) => (Line: line, Place: $"{SourceTree.Relative(file)}:{i + 1}"))
                .Where(static l => l.Line.TrimStart().StartsWith("///", StringComparison.Ordinal) && UnnamedPerson().IsMatch(l.Line))
                .Select(static l => $"{l.Place}: {l.Line.Trim()}")));

    [Test]
    public void RemarksSayModelsBeforeAKernelFunction() => AssertAtMost(
        0,
        SourceTree.Files("*.cs").SelectMany(static file => File.ReadLines(file)
            .Where(static line => line.TrimStart().StartsWith("///", StringComparison.Ordinal))
            .Where(static line => line.Contains("Linux: <c>", StringComparison.Ordinal))
            .Select(line => $"{SourceTree.Relative(file)}: {line.Trim()}")));

    [Test]
    public void EveryRelativeLinkOfADocumentLeadsSomewhere() => AssertAtMost(
        0,
        SourceTree.Files("*.md").SelectMany(static file => Link().Matches(WithoutCode(File.ReadAllText(file)))
            .Select(static m => m.Groups["target"].Value)
            .Where(static target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target.Split('#')[0])))
            .Select(target => $"{SourceTree.Relative(file)}: {target}")));

    [Test]
    public void ReadmesOfPackagesLinkToNoFileOfTheRepository() => AssertAtMost(
        0,
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "README.md", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("node_modules", StringComparison.Ordinal))
            .SelectMany(static file => Link().Matches(WithoutCode(File.ReadAllText(file)))
                .Where(static m => !m.Groups["target"].Value.Contains("://", StringComparison.Ordinal))
                .Select(m => $"{SourceTree.Relative(file)}: {m.Groups["target"].Value}")));

    /// <summary>
    /// Counts words: a member whose name appears in no source text but in its declarations is called by nothing. A dead member that shares
    /// its name with a living one is missed. Members of the public API count as called when a test or a sample calls them.
    /// </summary>
    [Test]
    public void EveryMemberIsCalled()
    {
        Dictionary<string, int> words = SourceTree.Words();
        IEnumerable<IGrouping<string, MemberInfo>> members = SourceTree.Libraries
            .SelectMany(static library => library.GetTypes())
            .Where(static type => !type.IsEnum && !type.FullName!.Contains('<') && !typeof(Delegate).IsAssignableFrom(type))
            .SelectMany(MembersOf)
            .GroupBy(static member => member.Name, StringComparer.Ordinal);
        AssertAtMost(
            0,
            members.Where(group => words.GetValueOrDefault(group.Key) + words.GetValueOrDefault(group.Key + "Async") <= group.Count())
                .Where(static group => !s_calledFromOutside.ContainsKey(group.Key))
                .Select(static group => $"{group.First().DeclaringType!.FullName}.{group.Key}"));
    }

    /// <summary>Members that no source text calls, with the reason why they are there.</summary>
    private static readonly Dictionary<string, string> s_calledFromOutside = new(StringComparer.Ordinal)
    {
        ["UnsafeOnCompleted"] = "called by compiled await expressions",
        ["OnCompleted"] = "called by compiled await expressions",
        ["GetAwaiter"] = "called by compiled await expressions",
        ["SetException"] = "called by compiled async methods",
        ["SetStateMachine"] = "called by compiled async methods",
        ["AwaitOnCompleted"] = "called by compiled async methods",
        ["AwaitUnsafeOnCompleted"] = "called by compiled async methods",
        ["Encoded"] = "written as JSON into a campaign's folder, for people to read",
        ["Deconstruct"] = "called by compiled deconstructions",
    };

    /// <summary>Names of the kernel's own flags and counters in the core that sound like an owner's, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_namesOfTheKernel = new(StringComparer.Ordinal)
    {
        ["FolioFlags.Hugetlb"] = "the page type PG_hugetlb, which dumps and recordings show by that name",
        ["Hugetlb = 0x1000000"] = "the declaration of that flag",
        ["PG_hugetlb"] = "the kernel's name of that flag",
        ["NR_SHMEM_THPS"] = "a counter of vmstat",
        ["NR_SHMEM"] = "a counter of vmstat",
        ["nr_shmem_hugepages"] = "a counter of vmstat",
        ["nr_shmem"] = "a counter of vmstat",
        ["s.ShmemThps"] = "the counter NR_SHMEM_THPS",
        ["s.Shmem"] = "the counter NR_SHMEM",
        ["\"ShmemHugePages\""] = "a line of meminfo",
        ["\"Shmem\""] = "a line of meminfo",
        ["Statistics.ShmemThps"] = "the counter NR_SHMEM_THPS",
        ["Statistics.Shmem"] = "the counter NR_SHMEM",
        ["long ShmemThps"] = "the declaration of the counter NR_SHMEM_THPS",
        ["long Shmem"] = "the declaration of the counter NR_SHMEM",
        ["\"shmem\""] = "the row of a snapshot that shows NR_SHMEM",
    };

    private static bool IsOfTests(string file) => SourceTree.Relative(file).Split('/')[0] is "tests" or "props" or "eng";

    private static string WithoutNamesOfTheKernel(string line) =>
        s_namesOfTheKernel.Keys.Aggregate(line, static (text, name) => text.Replace(name, "", StringComparison.Ordinal));

    private static IEnumerable<MemberInfo> MembersOf(Type type)
    {
        const BindingFlags Declared =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        HashSet<MethodInfo> implementations = type.IsInterface || type.IsGenericTypeDefinition
            ? []
            : [.. type.GetInterfaces().SelectMany(i => type.GetInterfaceMap(i).TargetMethods)];
        IEnumerable<MemberInfo> methods = type.GetMethods(Declared)
            .Where(m => !m.IsSpecialName && m.GetBaseDefinition() == m && !implementations.Contains(m) && !IsGenerated(m));
        IEnumerable<MemberInfo> properties = type.GetProperties(Declared)
            .Where(p => p.GetIndexParameters().Length == 0 && p.GetAccessors(nonPublic: true)
                .All(a => a.GetBaseDefinition() == a && !implementations.Contains(a)) && !IsGenerated(p));
        return methods.Concat(properties);
    }

    private static bool IsGenerated(MemberInfo member) =>
        IsTwin(member) || member.Name.Contains('<') || member.Name.Contains('.')
            || member.Name is "EqualityContract" or "PrintMembers" or "Main"
        || member.CustomAttributes.Any(static a => a.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute");

    /// <summary>A twin stands in no source: a generator writes it from the method without the suffix.</summary>
    private static bool IsTwin(MemberInfo member) => member.Name.EndsWith("Async", StringComparison.Ordinal);

    private static void AssertAtMost(int ceiling, IEnumerable<string> violations)
    {
        List<string> found = [.. violations.Order(StringComparer.Ordinal)];
        Assert.That(found, Has.Count.LessThanOrEqualTo(ceiling), string.Join('\n', found.Take(40)));
    }

    private static string WithoutCode(string markdown) => CodeBlock().Replace(markdown, "");

    [GeneratedRegex("Util(?:s|ity)?$|Helpers?$|Manager$|Misc$|Common$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex VagueName();

    [GeneratedRegex("gmem|kvm|guest_?memfd|shmem|tmpfs|hugetlb", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex OwnerName();

    [GeneratedRegex(@"\b(?:some|no|any)body\b|\bwh(?:o|at)ever\b|\bfor ever\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex UnnamedPerson();

    [GeneratedRegex("<summary>(?<text>.*?)</summary>", RegexOptions.Singleline | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Summary();

    [GeneratedRegex(@"\s*///\s*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex DocumentationMarks();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```|`[^`\n]*`", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CodeBlock();
}
