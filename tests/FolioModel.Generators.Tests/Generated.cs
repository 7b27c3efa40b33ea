using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FolioModel.Generators.Tests;

/// <summary>A source file compiled together with what the generator makes of it.</summary>
internal sealed class Generated
{
    /// <summary>Not every sample looks at the machine it gets.</summary>
    private const string UnreadParameter = "CS9113";

    private Generated(string text, ImmutableArray<Diagnostic> complaints, ImmutableArray<Diagnostic> errors, GeneratorDriver driver,
        Compilation input)
    {
        Text = text;
        Complaints = complaints;
        Errors = errors;
        Driver = driver;
        Input = input;
    }

    /// <summary>The generated source.</summary>
    public string Text { get; }

    /// <summary>The problems that the generator reported.</summary>
    public ImmutableArray<Diagnostic> Complaints { get; }

    /// <summary>The compiler's diagnostics for source and twins together.</summary>
    public ImmutableArray<Diagnostic> Errors { get; }

    public GeneratorDriver Driver { get; }

    public Compilation Input { get; }

    public static Generated From(string members, string type = "public sealed partial class Sample(Machine machine)")
    {
        string source = $$"""
            using System.Linq; using FolioModel; using FolioModel.Interleaving; using FolioModel.Locking; using FolioModel.Observation;

            namespace Samples;

            {{type}}
            {
            {{members}}
            }
            """;
        CSharpParseOptions parse = new(LanguageVersion.Latest);
        CSharpCompilation input = CSharpCompilation.Create(
            "Samples",
            [CSharpSyntaxTree.ParseText(source, parse, "Sample.cs")],
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        GeneratorDriver driver =
            CSharpGeneratorDriver.Create([new InterleavedGenerator().AsSourceGenerator(), new SharedStateGenerator().AsSourceGenerator()],
            parseOptions: parse)
            .RunGeneratorsAndUpdateCompilation(input, out Compilation output, out ImmutableArray<Diagnostic> complaints);
        string text = string.Concat(driver.GetRunResult().GeneratedTrees.Select(t => t.ToString()));
        return new Generated(
            text, complaints, [.. output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Id != UnreadParameter)],
                driver, input);
    }

    /// <summary>The problems that the analyzer finds in the source together with its twins.</summary>
    public ImmutableArray<Diagnostic> Analyse()
    {
        Driver.RunGeneratorsAndUpdateCompilation(Input, out Compilation output, out _);
        return output.WithAnalyzers([new AwaitAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(p) is "netstandard.dll" or "FolioModel.dll")
            .Append(typeof(Machine).Assembly.Location).Distinct(StringComparer.Ordinal)
            .Select(p => MetadataReference.CreateFromFile(p));
}
