using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Generators;

/// <summary>A marked method, analysed: where its twin goes, the twin's text, and what is wrong with it.</summary>
/// <param name="File">The source file.</param>
/// <param name="Position">Where in the file, so that twins keep the order of their methods.</param>
/// <param name="Usings">The file's using directives.</param>
/// <param name="Namespace">The namespace, or nothing.</param>
/// <param name="Types">Headers of the containing types, outermost first.</param>
/// <param name="Text">The twin.</param>
/// <param name="Found">What keeps it from having a twin; the text is empty then.</param>
internal sealed record TwinMethod(
    string File, int Position, string Usings, string Namespace, EquatableArray<string> Types, string Text, EquatableArray<Problem> Found)
{
    public static TwinMethod? Analyse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not IMethodSymbol symbol)
        {
            return null;
        }

        List<Problem> problems = [];
        string text = "";
        if (context.TargetNode is MethodDeclarationSyntax method && HasTwin(symbol, method, problems))
        {
            TwinRewriter rewriter = new(context.SemanticModel, problems, cancellation);
            var rewritten = (MethodDeclarationSyntax)rewriter.Visit(method);
            KeptReferences.Report(method, [.. rewriter.Awaits.Select(a => a.Call)], context.SemanticModel, problems);
            text = TwinText.Of(method, rewritten, symbol, rewriter.Awaits);
        }
        else if (problems.Count == 0)
        {
            problems.Add(Problem.At(Problems.NoTwin, context.TargetNode.GetLocation(), symbol.Name, "not an ordinary method"));
        }

        return new TwinMethod(
            context.TargetNode.SyntaxTree.FilePath,
            context.TargetNode.SpanStart,
            UsingsOf(context.TargetNode),
            symbol.ContainingNamespace.IsGlobalNamespace ? "" : symbol.ContainingNamespace.ToDisplayString(),
            TypesAround(context.TargetNode),
            problems.Count == 0 ? text : "",
            new EquatableArray<Problem>([.. problems]));
    }

    private static bool HasTwin(IMethodSymbol symbol, MethodDeclarationSyntax method, List<Problem> problems)
    {
        foreach (TypeDeclarationSyntax type in method.Ancestors().OfType<TypeDeclarationSyntax>())
        {
            if (!type.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                problems.Add(Problem.At(Problems.NotPartial, type.Identifier.GetLocation(), type.Identifier.ValueText));
            }
        }

        foreach (IParameterSymbol parameter in symbol.Parameters)
        {
            if (parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType)
            {
                problems.Add(Problem.At(Problems.ByReference, parameter.Locations[0], parameter.Name, symbol.Name));
            }
        }

        if (symbol.RefKind != RefKind.None || symbol.ReturnType.IsRefLikeType)
        {
            problems.Add(Problem.At(Problems.ByReference, method.ReturnType.GetLocation(), "the result", symbol.Name));
        }

        string? reason =
            symbol.IsAsync ? "async already"
            : symbol.ExplicitInterfaceImplementations.Length > 0 ? "an explicit implementation of an interface"
            : method.Body is null && method.ExpressionBody is null ? "without a body"
            : method.DescendantNodes(n => n is not LocalFunctionStatementSyntax).Any(n => n is YieldStatementSyntax) ? "an iterator"
            : null;
        if (reason is not null)
        {
            problems.Add(Problem.At(Problems.NoTwin, method.Identifier.GetLocation(), symbol.Name, reason));
        }

        return problems.Count == 0;
    }

    private static string UsingsOf(SyntaxNode node)
    {
        IEnumerable<UsingDirectiveSyntax> usings = node.SyntaxTree.GetRoot()
            .DescendantNodes(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<UsingDirectiveSyntax>().Where(u => !u.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword));
        return string.Concat(usings.Select(u => u.WithoutTrivia().NormalizeWhitespace().ToString() + "\n"));
    }

    private static EquatableArray<string> TypesAround(SyntaxNode node)
    {
        ImmutableArray<string>.Builder types = ImmutableArray.CreateBuilder<string>();
        foreach (TypeDeclarationSyntax type in node.Ancestors().OfType<TypeDeclarationSyntax>().Reverse())
        {
            string record = type is RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not 0 } r
                ? " " + r.ClassOrStructKeyword.ValueText : "";
            types.Add($"{type.Modifiers.ToString().Trim()} {type.Keyword.ValueText}{record} "
                + $"{type.Identifier.ValueText}{type.TypeParameterList}".Trim());
        }

        return new EquatableArray<string>(types.ToImmutable());
    }
}
