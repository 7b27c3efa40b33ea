using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Mutation;

/// <summary>One project of the model, compiled with all its mutants in it, the generators run on the mutated source.</summary>
internal sealed partial class MutatedProject(string root, string name, MutantList mutants, IReadOnlyList<ISourceGenerator> generators,
    string[] references)
{
    private const int MostRounds = 40;

    private static readonly CSharpParseOptions s_parsing = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview)
        .WithPreprocessorSymbols("NET", "NET10_0", "NET10_0_OR_GREATER", "NETCOREAPP", "RELEASE");

    private string Folder => Path.Combine(root, "src", name);

    /// <summary>Compiles the project; mutants that keep it from compiling are taken out, round by round.</summary>
    /// <param name="model">The mutated core, or null for the core itself.</param>
    /// <param name="output">Where the assembly goes.</param>
    public void Compile(string? model, string output)
    {
        CSharpCompilation plain = Create([.. Sources().Select(ParseFile)], model);
        SyntaxTree[] own = [.. plain.SyntaxTrees.Where(t =>
            !t.FilePath.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))];
        CSharpCompilation understood = (CSharpCompilation)Generated(plain);
        if (understood.GetDiagnostics().FirstOrDefault(static d => d.Severity == DiagnosticSeverity.Error) is { } error)
        {
            throw new InvalidOperationException($"{name} does not compile as it is: {error}");
        }

        Dictionary<string, SyntaxTree> mutated = new(StringComparer.Ordinal);
        IEnumerable<string> dirty = own.Select(static t => t.FilePath);
        for (int round = 0; round < MostRounds; round++)
        {
            foreach (string path in dirty.ToArray())
            {
                SyntaxTree tree = own.First(t => t.FilePath == path);
                SyntaxNode rewritten = new MutantRewriter(understood.GetSemanticModel(tree), mutants).Visit(tree.GetRoot());
                mutated[path] = CSharpSyntaxTree.ParseText(rewritten.ToFullString(), s_parsing, path);
            }

            CSharpCompilation compilation = Create([.. plain.SyntaxTrees.Select(t => mutated.GetValueOrDefault(t.FilePath, t)),
                .. Switch(model)], model);
            Compilation complete = CSharpGeneratorDriver.Create(generators, parseOptions: s_parsing)
                .RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out var ownErrors) is null ? compilation : updated;
            Diagnostic[] errors = [.. complete.GetDiagnostics().Concat(ownErrors)
                .Where(static d => d.Severity == DiagnosticSeverity.Error)];
            if (errors.Length == 0)
            {
                Emit(complete, output);
                return;
            }

            dirty = [.. TakeOut(errors)];
        }

        throw new InvalidOperationException($"{name} does not compile with its mutants");
    }

    private static void Emit(Compilation compilation, string output)
    {
        using FileStream file = File.Create(output);
        if (compilation.Emit(file) is { Success: false } result)
        {
            throw new InvalidOperationException(string.Join('\n',
                result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Take(5)));
        }
    }

    private Compilation Generated(CSharpCompilation compilation)
    {
        CSharpGeneratorDriver.Create(generators, parseOptions: s_parsing)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out _);
        return updated;
    }

    private static IEnumerable<SyntaxTree> Switch(string? model) => model is null
        ? [CSharpSyntaxTree.ParseText(SwitchSource.Text, s_parsing, "MutationSwitch.cs")] : [];

    private CSharpCompilation Create(IEnumerable<SyntaxTree> trees, string? model)
    {
        IEnumerable<string> used = model is null ? references : [.. references, model];
        return CSharpCompilation.Create(name, trees, used.Select(static r => MetadataReference.CreateFromFile(r)),
            new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Disable,
            deterministic: true, concurrentBuild: true).WithNullableContextOptions(NullableContextOptions.Enable)
            .WithGeneralDiagnosticOption(ReportDiagnostic.Suppress));
    }

    private static SyntaxTree ParseFile(string path) => CSharpSyntaxTree.ParseText(File.ReadAllText(path), s_parsing, path);

    private IEnumerable<string> Sources()
    {
        string built = Path.Combine(Folder, "obj", "Release", "net10.0");
        return Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => Path.GetRelativePath(Folder, f).Split(Path.DirectorySeparatorChar)[0] is not ("obj" or "bin"))
            .Order(StringComparer.Ordinal)
            .Concat(Directory.EnumerateFiles(built, "*.cs").Where(static f => !f.EndsWith(".g.i.cs", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
    }

    /// <summary>Takes out the mutants at the errors.</summary>
    /// <returns>The files that have to be rewritten.</returns>
    private IEnumerable<string> TakeOut(Diagnostic[] errors)
    {
        HashSet<int> guilty = [];
        foreach (Diagnostic error in errors)
        {
            guilty.UnionWith(IdsAt(error));
        }

        Mutant[] taken = [.. mutants.Planted.Where(m => guilty.Contains(m.Id))];
        if (!mutants.Refuse(guilty))
        {
            throw new InvalidOperationException($"{name}: no mutant is at fault: {string.Join('\n', errors.Take(5))}");
        }

        return taken.Select(m => Path.Combine(root, m.File)).Distinct();
    }

    /// <summary>The mutants of the smallest piece of source around an error that has one; those whose condition it is, if it is within
    /// their branches.</summary>
    private static int[] IdsAt(Diagnostic error)
    {
        SyntaxNode? node = error.Location.SourceTree?.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
        for (; node is not null; node = node.Parent)
        {
            string text = node switch
            {
                IfStatementSyntax statement => statement.Condition.ToString(),
                ParenthesizedExpressionSyntax { Expression: ConditionalExpressionSyntax either } => either.Condition.ToString(),
                ExpressionSyntax or StatementSyntax or MemberDeclarationSyntax => node.ToString(),
                _ => "",
            };
            int[] ids = [.. Switches().Matches(text).Select(static m => int.Parse(m.Groups["id"].ValueSpan, CultureInfo.InvariantCulture))];
            if (ids.Length > 0)
            {
                return ids;
            }
        }

        return [];
    }

    [GeneratedRegex(@"MutationSwitch\.On\((?<id>\d+)\)", RegexOptions.NonBacktracking)]
    private static partial Regex Switches();
}
