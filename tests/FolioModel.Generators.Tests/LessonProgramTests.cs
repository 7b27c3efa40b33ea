using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FolioModel.Generators.Tests;

/// <summary>The lessons that are C# programs compile, run, and print what they say.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class LessonProgramTests
{
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
            + "global using System.Threading.Tasks;";

    private const string Prints = "// prints: ";

    private static readonly string s_folder = Path.Combine(DocumentedProgramTests.Root, "docs", "learn", "programs");

    private static IEnumerable<string> Lessons =>
        Directory.EnumerateFiles(s_folder, "*.cs").Select(static f => Path.GetFileName(f)).Order();

    [Test]
    public void ThereAreLessons() => Assert.That(Lessons.Count(), Is.GreaterThanOrEqualTo(3));

    [TestCaseSource(nameof(Lessons))]
    public void ALessonPrintsWhatItSays(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(s_folder, name));
        Assert.That(lines[0], Does.StartWith("#!"));
        Assert.That(lines[1], Does.StartWith("#:package FolioModel"));
        string[] expected = [.. lines.Where(static l => l.StartsWith(Prints, StringComparison.Ordinal))
            .Select(static l => l[Prints.Length..])];
        Assert.That(expected, Is.Not.Empty);
        Assert.That(Run(string.Join('\n', lines.Where(static l => l.Length == 0 || l[0] != '#'))), Is.EqualTo(expected));
    }

    private static string[] Run(string code)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Lesson", [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(code)], DocumentedProgramTests.References(),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.That(result.Success, Is.True,
            string.Join('\n', result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error)));
        MethodInfo main = Assembly.Load(image.ToArray()).EntryPoint!;
        TextWriter before = Console.Out;
        using StringWriter output = new();
        Console.SetOut(output);
        try
        {
            main.Invoke(null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(before);
        }

        return [.. output.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n').Select(static l => l.TrimEnd())];
    }
}
