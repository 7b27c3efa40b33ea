using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Generators;

/// <summary>Finds references and spans that would have to survive a suspension.</summary>
/// <remarks>
/// Goes by the order of the text and by loops, not by the flow of control: it may complain about a branch that is never taken.
/// </remarks>
internal static class KeptReferences
{
    public static void Report(
        MethodDeclarationSyntax method, List<InvocationExpressionSyntax> awaits, SemanticModel model, List<Problem> problems)
    {
        foreach (SyntaxNode node in method.DescendantNodes())
        {
            if (model.GetDeclaredSymbol(node) is ILocalSymbol local && (local.IsRef || local.Type.IsRefLikeType)
                && CrossedBy(node, local, method, awaits, model) is { } crossed)
            {
                problems.Add(Problem.At(Problems.KeptReference, node.GetLocation(), local.Name, TwinRewriter.NameOf(crossed)));
            }
        }
    }

    private static InvocationExpressionSyntax? CrossedBy(
        SyntaxNode declaration, ILocalSymbol local, MethodDeclarationSyntax method, List<InvocationExpressionSyntax> awaits,
            SemanticModel model)
    {
        List<IdentifierNameSyntax> uses = [.. method.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == local.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local))];
        foreach (InvocationExpressionSyntax call in awaits)
        {
            if (call.SpanStart > declaration.Span.End
                && uses.Exists(use => use.SpanStart > call.Span.End || SharesLoop(use, call, declaration)))
            {
                return call;
            }
        }

        return null;
    }

    /// <summary>Whether a loop that does not make the variable anew contains both.</summary>
    private static bool SharesLoop(SyntaxNode use, SyntaxNode call, SyntaxNode declaration) => use.Ancestors().Any(loop =>
        loop.Kind() is SyntaxKind.WhileStatement or SyntaxKind.ForStatement or SyntaxKind.DoStatement or SyntaxKind.ForEachStatement
        && loop.Span.Contains(call.Span) && !loop.Span.Contains(declaration.Span));
}
