using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Mutation;

/// <content>Statements: removed, or counting the other way; what is returned.</content>
internal sealed partial class MutantRewriter
{
    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        var visited = (ExpressionStatementSyntax)base.VisitExpressionStatement(node)!;
        if (IsArgumentCheck(node.Expression) || node.Parent is LabeledStatementSyntax)
        {
            return visited;
        }

        string text = visited.WithoutTrivia().ToFullString();
        foreach ((string kind, string alternative) in AlternativesTo(node.Expression))
        {
            if (mutants.Add(_places, node, kind, alternative) is { } id)
            {
                text = $"if ({SwitchSource.On(id)}) {{ {alternative}; }} else {{ {text} }}";
            }
        }

        if (Opposite(node.Expression) is { } opposite && mutants.Add(_places, node, "opposite count", opposite) is { } other)
        {
            text = $"if ({SwitchSource.On(other)}) {{ {opposite}; }} else {{ {text} }}";
        }

        if (!IsFirstValue(node.Expression) && mutants.Add(_places, node, "statement removed", "") is { } removed)
        {
            text = $"if (!{SwitchSource.On(removed)}) {{ {text} }}";
        }

        return SyntaxFactory.ParseStatement(text).WithTriviaFrom(visited);
    }

    public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node)
    {
        var visited = (ReturnStatementSyntax)base.VisitReturnStatement(node)!;
        return node.Expression is null ? Removed(node, visited) : visited.WithExpression(ResultOf(node.Expression, visited.Expression!));
    }

    public override SyntaxNode? VisitContinueStatement(ContinueStatementSyntax node) =>
        Removed(node, (StatementSyntax)base.VisitContinueStatement(node)!);

    public override SyntaxNode? VisitBreakStatement(BreakStatementSyntax node) =>
        node.Ancestors().First(static a => a
            is SwitchStatementSyntax or ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax)
            is SwitchStatementSyntax ? node : Removed(node, node);

    /// <summary>A whole number that is one too large, a truth that is none.</summary>
    private ExpressionSyntax ResultOf(ExpressionSyntax node, ExpressionSyntax visited)
    {
        if (IsConstant(node) || Declares(node) || node is RefExpressionSyntax)
        {
            return visited;
        }

        // Comparisons and connectives have mutants of their own.
        return node is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or IsPatternExpressionSyntax
            ? IsBool(node) ? Negated(node, visited, "result negated") : OneMore(node, visited)
            : visited;
    }

    private ExpressionSyntax OneMore(ExpressionSyntax node, ExpressionSyntax visited) =>
        model.GetTypeInfo(node) is { Type: { } type, ConvertedType: { } converted } && IsWhole(type)
            && SymbolEqualityComparer.Default.Equals(type, converted)
            ? Either(node, visited, "off by one", $"{Bare(node)} + 1")
            : visited;

    private StatementSyntax Removed(StatementSyntax node, StatementSyntax visited) => mutants.Add(_places, node, "statement removed", "")
        is { } id
        ? SyntaxFactory.ParseStatement($"if (!{SwitchSource.On(id)}) {{ {visited.WithoutTrivia().ToFullString()} }}")
            .WithTriviaFrom(visited)
        : visited;

    /// <summary>The assignment that gives a variable declared without a value its first one: without it nothing compiles.</summary>
    private bool IsFirstValue(ExpressionSyntax expression) => expression is AssignmentExpressionSyntax { Left: var left }
        && (left is TupleExpressionSyntax or DeclarationExpressionSyntax
            || (model.GetSymbolInfo(left).Symbol is { } symbol
                && (symbol is ILocalSymbol local ? IsUnset(local) : symbol is IParameterSymbol { RefKind: RefKind.Out })));

    private static bool IsUnset(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences is [var place] && place.GetSyntax() is VariableDeclaratorSyntax { Initializer: null };

    private string? Opposite(ExpressionSyntax expression) => expression switch
    {
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression } up => $"{Bare(up.Operand)}--",
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostDecrementExpression } down => $"{Bare(down.Operand)}++",
        AssignmentExpressionSyntax assignment when !Declares(assignment) && model.GetTypeInfo(assignment.Left)
            .Type?.SpecialType != SpecialType.System_String =>
            assignment.Kind() switch
            {
                SyntaxKind.AddAssignmentExpression => $"{Bare(assignment.Left)} -= {Bare(assignment.Right)}",
                SyntaxKind.SubtractAssignmentExpression => $"{Bare(assignment.Left)} += {Bare(assignment.Right)}",
                SyntaxKind.OrAssignmentExpression => $"{Bare(assignment.Left)} &= {Bare(assignment.Right)}",
                SyntaxKind.AndAssignmentExpression => $"{Bare(assignment.Left)} |= {Bare(assignment.Right)}",
                SyntaxKind.LeftShiftAssignmentExpression => $"{Bare(assignment.Left)} >>= {Bare(assignment.Right)}",
                SyntaxKind.RightShiftAssignmentExpression => $"{Bare(assignment.Left)} <<= {Bare(assignment.Right)}",
                _ => null,
            },
        _ => null,
    };
}
