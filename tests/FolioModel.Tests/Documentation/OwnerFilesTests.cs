using System.Text.RegularExpressions;
using FolioModel.Cli.Modules;

namespace FolioModel.Tests.Documentation;

/// <summary>Outside its own folders an owner is named in few files, and the guide lists them.</summary>
[TestFixture]
internal sealed partial class OwnerFilesTests
{
    private const int Most = 6;

    /// <summary>
    /// The files that may name any owner: readers of the kernel's formats, replays of files, content about several owners, benchmarks,
    /// samples, and files that tests and tools write.
    /// </summary>
    private static readonly string[] s_open =
    [
        "src/FolioModel.Cli/Conform/", "src/FolioModel.Diagnosis/", "src/FolioModel.Workloads/", "eng/FolioModel.Bench/",
        "eng/FolioModel.Mutation/", "eng/FolioModel.Scale/",
        "samples/", "docs/reference/", "docs/embed/replay.md",
        "docs/explore/", "docs/test/", "docs/contribute/adding-an-owner.md", "docs/embed/interleaving.md", "CHANGELOG.md", "README.md",
    ];

    /// <summary>Bugs planted in an owner, and where they were looked for.</summary>
    private static readonly string[] s_data = ["eng/FolioModel.Calibration/"];

    private static readonly string[] s_kinds = ["*.cs", "*.csproj", "*.props", "*.targets", "*.sln", "*.md", "*.json", "run"];

    /// <summary>The owners that the command refers to.</summary>
    private static IEnumerable<string> Owners() =>
        typeof(ModuleSet).Assembly.GetReferencedAssemblies().Select(static a => a.Name!).Intersect(SourceTree.Owners);

    [TestCaseSource(nameof(Owners))]
    public void An_owner_is_named_only_in_the_files_that_the_guide_lists(string owner)
    {
        string guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "contribute", "adding-an-owner.md"));
        string[] listed = [.. ListedFile().Matches(guide).Select(static m => m.Groups["file"].Value)];
        IEnumerable<string> naming = s_kinds.SelectMany(SourceTree.Files).Where(f => Names(f, owner)).Select(SourceTree.Relative);

        Assert.That(listed, Has.Length.InRange(3, Most));
        Assert.That(listed.Select(static f => Path.Combine(Repository.Root, f)), Has.All.Exist);
        Assert.That(naming.Where(f => !IsOpen(f, owner)).Except(listed), Is.Empty, $"files that name {owner}");
    }

    private static bool Names(string file, string owner) => Regex.IsMatch(
        File.ReadAllText(file), $@"\b{Regex.Escape(owner)}\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    private static bool IsOpen(string file, string owner) =>
        s_open.Append($"src/{owner}/").Any(o => file.StartsWith(o, StringComparison.Ordinal)) || IsTest(file) || IsContent(file)
        || (file.EndsWith(".json", StringComparison.Ordinal) && s_data.Any(d => file.StartsWith(d, StringComparison.Ordinal)));

    /// <summary>In the folder of a module; the list of modules stands above them.</summary>
    private static bool IsContent(string file) =>
        file.StartsWith("src/FolioModel.Cli/Content/", StringComparison.Ordinal) && file.Count(static c => c == '/') > 3;

    /// <summary>A test may use an owner, but the tests of the repository's own lists ask the modules.</summary>
    private static bool IsTest(string file) =>
        file.EndsWith(".cs", StringComparison.Ordinal) && (file.StartsWith("tests/", StringComparison.Ordinal)
            || file.StartsWith("props/", StringComparison.Ordinal)) && !file.Contains("/Documentation/", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| `(?<file>[^`]+\.[a-z]+)` \|", RegexOptions.Multiline, 10_000)]
    private static partial Regex ListedFile();
}
