using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FolioModel.Generators.Tests;

/// <summary>The programs in the README files and guides compile, and those that are whole programs run.</summary>
[TestFixture]
internal sealed partial class DocumentedProgramTests
{
    private static readonly string s_root = FindRoot();

    internal static string Root => s_root;

    /// <summary>Blocks that begin with a using directive are whole files; others are fragments, which only illustrate.</summary>
    private static IEnumerable<TestCaseData> Programs()
    {
        // The cluster's packages are not referenced here: they need another version of the compiler.
        IEnumerable<string> pages = Directory.EnumerateFiles(Path.Combine(s_root, "src"), "README.md", SearchOption.AllDirectories)
            .Where(static page => !page.Contains("FolioModel.Orleans", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(Path.Combine(s_root, "docs"), "*.md", SearchOption.AllDirectories))
            .Append(Path.Combine(s_root, "README.md"));
        foreach (string page in pages.Order(StringComparer.Ordinal))
        {
            int number = 0;
            foreach (Match block in CodeBlock().Matches(File.ReadAllText(page)))
            {
                number++;
                if (block.Groups["code"].Value.StartsWith("using ", StringComparison.Ordinal))
                {
                    yield return new TestCaseData(block.Groups["code"].Value)
                        .SetName($"{{m}}({Path.GetRelativePath(s_root, page).Replace('\\', '/')}, block {number})");
                }
            }
        }
    }

    [TestCaseSource(nameof(Programs))]
    public void AProgramOfTheDocumentationCompilesAndRuns(string code)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText("using System; using System.Linq; using System.Collections.Generic;\n" + code);
        bool runs = tree.GetRoot().DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.GlobalStatementSyntax>().Any();
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Documented", [tree], References(),
                new CSharpCompilationOptions(runs ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.That(result.Success, Is.True,
            string.Join('\n', result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error)));
        if (runs)
        {
            MethodInfo main = Assembly.Load(image.ToArray()).EntryPoint!;
            Assert.That(() => main.Invoke(null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()]), Throws.Nothing);
        }
    }

    /// <summary>The programs for embedders fit on a screen: 15 lines behind the using directives, empty ones not counted.</summary>
    [Test]
    public void TheProgramsForEmbeddersAreShort()
    {
        string page = File.ReadAllText(Path.Combine(s_root, "docs", "embed", "embedding.md"));
        int[] lines = [.. CodeBlock().Matches(page).Select(static b => b.Groups["code"].Value.Split('\n')
            .Count(static l => l.Trim().Length > 0 && !l.StartsWith("using ", StringComparison.Ordinal)))];
        Assert.That(lines, Has.Length.GreaterThan(10));
        Assert.That(lines.Max(), Is.LessThanOrEqualTo(15));
    }

    [Test]
    public void TheDocumentationHasPrograms() => Assert.That(Programs().Count(), Is.GreaterThan(8));

    internal static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(static file => MetadataReference.CreateFromFile(file));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FolioModel.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("FolioModel.sln was not found above the tests");
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CodeBlock();
}
