using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Generators;

/// <summary>Turns every call to a method that has a twin into an await of that twin, keeping lines where they are.</summary>
internal sealed class TwinRewriter(SemanticModel model, List<Problem> problems, CancellationToken cancellation) : CSharpSyntaxRewriter
{
    private int _functions;
    private int _locks;

    /// <summary>The calls that became awaits.</summary>
    public List<(InvocationExpressionSyntax Call, MarkedCalls.Twin Twin)> Awaits { get; } = [];

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        MarkedCalls.Twin? twin = MarkedCalls.TwinOf(node, model, cancellation);
        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        if (twin is null || IsForbidden(node))
        {
            return visited;
        }

        Awaits.Add((node, twin));
        ExpressionSyntax renamed = visited.WithExpression(Renamed(visited.Expression, twin.Name)).WithoutTrivia();
        ExpressionSyntax awaited = SyntaxFactory.AwaitExpression(
            SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), renamed);
        if (node.Parent is not ExpressionStatementSyntax)
        {
            awaited = SyntaxFactory.ParenthesizedExpression(awaited);
        }

        return awaited.WithTriviaFrom(visited);
    }

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        InFunction(() => base.VisitSimpleLambdaExpression(node));

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        InFunction(() => base.VisitParenthesizedLambdaExpression(node));

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) =>
        InFunction(() => base.VisitAnonymousMethodExpression(node));

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) =>
        InFunction(() => base.VisitLocalFunctionStatement(node));

    public override SyntaxNode? VisitLockStatement(LockStatementSyntax node)
    {
        _locks++;
        SyntaxNode? visited = base.VisitLockStatement(node);
        _locks--;
        return visited;
    }

    private SyntaxNode? InFunction(Func<SyntaxNode?> visit)
    {
        _functions++;
        SyntaxNode? visited = visit();
        _functions--;
        return visited;
    }

    private bool IsForbidden(InvocationExpressionSyntax node)
    {
        DiagnosticDescriptor? problem =
            _functions > 0 ? Problems.InsideLambda
            : _locks > 0 ? Problems.InsideLock
            : node.Expression is MemberBindingExpressionSyntax ? Problems.ConditionalAccess
            : null;
        if (problem is null)
        {
            return false;
        }

        problems.Add(Problem.At(problem, node.GetLocation(), NameOf(node)));
        return true;
    }

    /// <summary>The name of the method called, as it is written.</summary>
    public static string NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => call.Expression.ToString(),
    };

    private static ExpressionSyntax Renamed(ExpressionSyntax called, string twin) => called switch
    {
        MemberAccessExpressionSyntax member => member.WithName(Renamed(member.Name, twin)),
        SimpleNameSyntax name => Renamed(name, twin),
        _ => called,
    };

    private static SimpleNameSyntax Renamed(SimpleNameSyntax name, string twin) =>
        name.WithIdentifier(SyntaxFactory.Identifier(twin).WithTriviaFrom(name.Identifier));
}
