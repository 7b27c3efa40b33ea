using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Generators;

/// <summary>Writes a twin. Its lines point at the marked method's, so that a debugger stops in the one source there is.</summary>
internal static class TwinText
{
    private const string Work = "global::FolioModel.KernelWork";

    public static string Of(
        MethodDeclarationSyntax method, MethodDeclarationSyntax rewritten, IMethodSymbol symbol,
            List<(InvocationExpressionSyntax Call, MarkedCalls.Twin Twin)> awaits)
    {
        StringBuilder text = new();
        text.Append("    /// <summary><see cref=\"").Append(symbol.GetDocumentationCommentId())
            .Append("\"/>, suspended at its scheduling points.</summary>\n");
        if (awaits.Count == 0)
        {
            AppendHeader(text, method, symbol, async: false);
            AppendCompleted(text, method, symbol);
        }
        else if (IsForward(method, symbol, awaits))
        {
            AppendHeader(text, method, symbol, async: false);
            AppendExpression(text, method, ((AwaitExpressionSyntax)Unwrapped(rewritten.ExpressionBody!.Expression)).Expression.ToString());
        }
        else
        {
            AppendHeader(text, method, symbol, async: true);
            AppendBody(text, method, rewritten);
        }

        return text.Append("#line default\n").ToString();
    }

    private static void AppendHeader(StringBuilder text, MethodDeclarationSyntax method, IMethodSymbol symbol, bool async)
    {
        string modifiers = string.Join(" ", method.Modifiers.Select(m => m.ValueText));
        string result = symbol.ReturnsVoid ? Work : $"{Work}<{method.ReturnType.WithoutTrivia()}>";
        text.Append("    ").Append(modifiers).Append(modifiers.Length > 0 ? " " : "").Append(async ? "async " : "").Append(result)
            .Append(' ')
            .Append(method.Identifier.ValueText).Append("Async").Append(method.TypeParameterList?.ToString())
            .Append(method.ParameterList.WithoutTrivia().NormalizeWhitespace().ToString());
        foreach (TypeParameterConstraintClauseSyntax constraint in method.ConstraintClauses)
        {
            text.Append(' ').Append(constraint.WithoutTrivia().ToString());
        }

        text.Append('\n');
    }

    /// <summary>A method without points: its twin completes at once.</summary>
    private static void AppendCompleted(StringBuilder text, MethodDeclarationSyntax method, IMethodSymbol symbol)
    {
        string arguments = string.Join(", ", method.ParameterList.Parameters.Select(p => p.Identifier.Text));
        string call = $"{method.Identifier.Text}{TypeArgumentsOf(method)}({arguments})";
        text.Append(symbol.ReturnsVoid
            ? $"    {{\n        {call};\n        return default;\n    }}\n"
            : $"        => new {Work}<{method.ReturnType.WithoutTrivia()}>({call});\n");
    }

    private static string TypeArgumentsOf(MethodDeclarationSyntax method) => method.TypeParameterList is { } list
        ? $"<{string.Join(", ", list.Parameters.Select(p => p.Identifier.ValueText))}>" : "";

    /// <summary>A method that only passes the call on needs no state of its own.</summary>
    private static bool IsForward(
        MethodDeclarationSyntax method, IMethodSymbol symbol, List<(InvocationExpressionSyntax Call, MarkedCalls.Twin Twin)> awaits) =>
        awaits.Count == 1 && method.ExpressionBody?.Expression == awaits[0].Call && awaits[0].Twin.IsGenerated
        && SymbolEqualityComparer.Default.Equals(symbol.ReturnType, awaits[0].Twin.Method.ReturnType);

    private static void AppendBody(StringBuilder text, MethodDeclarationSyntax method, MethodDeclarationSyntax rewritten)
    {
        if (rewritten.ExpressionBody is { } arrow)
        {
            AppendExpression(text, method, UnwrappedText(arrow.Expression));
            return;
        }

        FileLinePositionSpan place = method.Body!.GetLocation().GetLineSpan();
        AppendLine(text, place);
        text.Append(' ', place.StartLinePosition.Character).Append(rewritten.Body!.WithoutLeadingTrivia().ToFullString().TrimEnd())
            .Append('\n');
    }

    private static void AppendExpression(StringBuilder text, MethodDeclarationSyntax method, string expression)
    {
        FileLinePositionSpan place = method.ExpressionBody!.Expression.GetLocation().GetLineSpan();
        text.Append("        =>\n");
        AppendLine(text, place);
        text.Append(' ', place.StartLinePosition.Character).Append(expression).Append(";\n");
    }

    private static void AppendLine(StringBuilder text, FileLinePositionSpan place) =>
        text.Append("#line ").Append(place.StartLinePosition.Line + 1).Append(" \"").Append(place.Path).Append("\"\n");

    private static string UnwrappedText(ExpressionSyntax expression) => Unwrapped(expression).ToString();

    private static ExpressionSyntax Unwrapped(ExpressionSyntax expression) =>
        expression is ParenthesizedExpressionSyntax { Expression: AwaitExpressionSyntax inner } ? inner : expression;
}
