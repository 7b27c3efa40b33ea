using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Mutation;

/// <content>Conditions: negated, taken for granted, never met; their operands left out; their bounds.</content>
internal sealed partial class MutantRewriter
{
    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        var visited = (IfStatementSyntax)base.VisitIfStatement(node)!;
        ExpressionSyntax condition = visited.Condition;
        if (node.Else is not null)
        {
            condition = Declares(node.Condition) ? condition : Negated(node.Condition, condition, "condition negated");
        }
        else
        {
            condition = Never(node.Condition, condition, node.Statement);
            condition = Declares(node.Condition) || IsThrow(node.Statement) ? condition : Always(node.Condition, condition);
        }

        return visited.WithCondition(condition);
    }

    public override SyntaxNode? VisitElseClause(ElseClauseSyntax node)
    {
        var visited = (ElseClauseSyntax)base.VisitElseClause(node)!;
        return node.Statement is not IfStatementSyntax && mutants.Add(_places, node.Statement, "else removed", "") is { } id
            ? visited.WithStatement(SyntaxFactory.ParseStatement($" if (!{SwitchSource.On(id)}) {visited.Statement.ToFullString()}"))
            : visited;
    }

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node)
    {
        var visited = (WhileStatementSyntax)base.VisitWhileStatement(node)!;
        return IsConstant(node.Condition) ? visited : visited.WithCondition(Never(node.Condition, visited.Condition, node.Statement));
    }

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node)
    {
        var visited = (DoStatementSyntax)base.VisitDoStatement(node)!;
        return IsConstant(node.Condition) || Declares(node.Condition) ? visited
            : visited.WithCondition(Negated(node.Condition, visited.Condition, "condition negated"));
    }

    public override SyntaxNode? VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        var visited = (ConditionalExpressionSyntax)base.VisitConditionalExpression(node)!;
        return IsConstant(node) || Declares(node.Condition) || !IsBool(node.Condition) ? visited
            : visited.WithCondition(Negated(node.Condition, visited.Condition, "condition negated"));
    }

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (IsConstant(node))
        {
            return node;
        }

        var visited = (BinaryExpressionSyntax)base.VisitBinaryExpression(node)!;
        return node.Kind() switch
        {
            SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression => visited
                .WithLeft(Operand(node, node.Left, visited.Left)).WithRight(Operand(node, node.Right, visited.Right)),
            SyntaxKind.LessThanExpression => Swapped(node, visited, "boundary", "<="),
            SyntaxKind.LessThanOrEqualExpression => Swapped(node, visited, "boundary", "<"),
            SyntaxKind.GreaterThanExpression => Swapped(node, visited, "boundary", ">="),
            SyntaxKind.GreaterThanOrEqualExpression => Swapped(node, visited, "boundary", ">"),
            SyntaxKind.EqualsExpression when node.Parent is not IfStatementSyntax => Swapped(node, visited, "condition negated", "!="),
            SyntaxKind.NotEqualsExpression when node.Parent is not IfStatementSyntax => Swapped(node, visited, "condition negated", "=="),
            SyntaxKind.AddExpression when !IsText(node) => Swapped(node, visited, "arithmetic", "-"),
            SyntaxKind.SubtractExpression => Swapped(node, visited, "arithmetic", "+"),
            SyntaxKind.MultiplyExpression => Swapped(node, visited, "arithmetic", "+"),
            SyntaxKind.DivideExpression => Swapped(node, visited, "arithmetic", "*"),
            SyntaxKind.LeftShiftExpression => Swapped(node, visited, "arithmetic", ">>"),
            SyntaxKind.RightShiftExpression => Swapped(node, visited, "arithmetic", "<<"),
            SyntaxKind.BitwiseAndExpression => Swapped(node, visited, "arithmetic", "|"),
            SyntaxKind.BitwiseOrExpression => Swapped(node, visited, "arithmetic", "&"),
            _ => visited,
        };
    }

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        var visited = (PrefixUnaryExpressionSyntax)base.VisitPrefixUnaryExpression(node)!;
        return node.IsKind(SyntaxKind.LogicalNotExpression) && node.Parent
            is not (IfStatementSyntax or ConditionalExpressionSyntax or BinaryExpressionSyntax)
            && IsBool(node) && !Declares(node)
            ? Negated(node, visited, "condition negated")
            : visited;
    }

    private static bool IsThrow(StatementSyntax statement) => statement
        is ThrowStatementSyntax or BlockSyntax { Statements: [ThrowStatementSyntax] };

    private bool IsText(BinaryExpressionSyntax node) => model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_String;

    private ExpressionSyntax Swapped(BinaryExpressionSyntax node, BinaryExpressionSyntax visited, string kind, string with) =>
        Declares(node) ? visited
        : Either(node, visited, kind, $"{Bare(node.Left)} {with} {Bare(node.Right)}");

    /// <summary>An operand of a conjunction that is taken for granted; one of a disjunction that never holds.</summary>
    private ExpressionSyntax Operand(BinaryExpressionSyntax whole, ExpressionSyntax node, ExpressionSyntax visited)
    {
        if (node.IsKind(whole.Kind()) || Declares(node) || !IsBool(node) || IsConstant(node))
        {
            return visited;
        }

        bool isAnd = whole.IsKind(SyntaxKind.LogicalAndExpression);
        return mutants.Add(_places, node, "operand removed", isAnd ? "true" : "false") is { } id
            ? Parse(isAnd ? $"({SwitchSource.On(id)} || {Bare(visited)})" : $"(!{SwitchSource.On(id)} && ({Bare(visited)}))", visited)
            : visited;
    }

    private ExpressionSyntax Never(ExpressionSyntax node, ExpressionSyntax visited, StatementSyntax body) =>
        !IsLeaking(node, body) && !IsConstant(node) && mutants.Add(_places, node, "block removed", "false") is { } id
            ? Parse($"!{SwitchSource.On(id)} && ({Bare(visited)})", visited)
            : visited;

    private ExpressionSyntax Always(ExpressionSyntax node, ExpressionSyntax visited) =>
        !IsConstant(node) && mutants.Add(_places, node, "condition taken for granted", "true") is { } id
            ? Parse($"{SwitchSource.On(id)} || ({Bare(visited)})", visited)
            : visited;

    /// <summary>Whether a variable that the condition introduces is used outside of the block, where it must have a value.</summary>
    private static bool IsLeaking(ExpressionSyntax condition, StatementSyntax body)
    {
        HashSet<string> names = [.. condition.DescendantNodes().OfType<SingleVariableDesignationSyntax>()
            .Select(static d => d.Identifier.ValueText)];
        SyntaxNode scope = condition.Ancestors().First(static a => a is MemberDeclarationSyntax);
        return names.Count > 0 && scope.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Any(i => names.Contains(i.Identifier.ValueText) && !condition.FullSpan.Contains(i.Span) && !body.FullSpan.Contains(i.Span));
    }
}
