using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Mutation;

/// <summary>
/// Rewrites one source file so that it has all its mutants, each behind a switch. A mutant's own text has no further mutants in it, so that
/// the
/// file grows with their number and not with their nesting.
/// </summary>
/// <remarks>
/// Left alone: what is computed once for a process (constants, static fields and constructors), attributes, patterns, default values, texts
/// (interpolated strings, what is thrown, <c>ToString</c>), and the checks of arguments for null.
/// </remarks>
internal sealed partial class MutantRewriter(SemanticModel model, MutantList mutants) : CSharpSyntaxRewriter
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

    public override SyntaxNode? VisitParameter(ParameterSyntax node) => node;

    public override SyntaxNode? VisitEnumDeclaration(EnumDeclarationSyntax node) => node;

    public override SyntaxNode? VisitCaseSwitchLabel(CaseSwitchLabelSyntax node) => node;

    public override SyntaxNode? VisitConstantPattern(ConstantPatternSyntax node) => node;

    public override SyntaxNode? VisitRelationalPattern(RelationalPatternSyntax node) => node;

    public override SyntaxNode? VisitInterpolatedStringExpression(InterpolatedStringExpressionSyntax node) => node;

    public override SyntaxNode? VisitThrowStatement(ThrowStatementSyntax node) => node;

    public override SyntaxNode? VisitThrowExpression(ThrowExpressionSyntax node) => node;

    public override SyntaxNode? VisitUsingDirective(UsingDirectiveSyntax node) => node;

    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node) =>
        node.Modifiers.Any(SyntaxKind.ConstKeyword) || node.Modifiers.Any(SyntaxKind.StaticKeyword) ? node
            : base.VisitFieldDeclaration(node);

    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node) =>
        node.IsConst ? node : base.VisitLocalDeclarationStatement(node);

    public override SyntaxNode? VisitConstructorDeclaration(ConstructorDeclarationSyntax node) =>
        node.Modifiers.Any(SyntaxKind.StaticKeyword) ? node : base.VisitConstructorDeclaration(node);

    public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node) =>
        node.Modifiers.Any(SyntaxKind.StaticKeyword) && node.Initializer is not null ? node : base.VisitPropertyDeclaration(node);

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        if (node.Identifier.ValueText is "ToString" or "GetHashCode" or "Describe")
        {
            return node;
        }

        var visited = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        return node.ExpressionBody is { } arrow && IsVoid(node.ReturnType) && !IsArgumentCheck(arrow.Expression)
            && mutants.Add(_places, arrow.Expression, "statement removed", "") is { } id
            ? WithBlock(visited, id)
            : visited;
    }

    public override SyntaxNode? VisitArrowExpressionClause(ArrowExpressionClauseSyntax node)
    {
        var visited = (ArrowExpressionClauseSyntax)base.VisitArrowExpressionClause(node)!;
        return HasResult(node) ? visited.WithExpression(ResultOf(node.Expression, visited.Expression)) : visited;
    }

    private static MethodDeclarationSyntax WithBlock(MethodDeclarationSyntax method, int id)
    {
        string statement = method.ExpressionBody!.Expression.ToFullString();
        StatementSyntax body = SyntaxFactory.ParseStatement($"{{ if (!{SwitchSource.On(id)}) {{ {statement}; }} }}\n");
        return method.WithExpressionBody(null).WithSemicolonToken(default).WithBody((BlockSyntax)body);
    }

    private static bool IsVoid(TypeSyntax type) => type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };

    /// <summary>A check of an argument for null or range says nothing about the model's behaviour.</summary>
    private static bool IsArgumentCheck(ExpressionSyntax expression) =>
        expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } }
        && name.StartsWith("ThrowIf", StringComparison.Ordinal);

    /// <summary>Whether the expression introduces variables: then it cannot stand twice, nor be left out, without care.</summary>
    private static bool Declares(SyntaxNode node) => node.DescendantNodesAndSelf()
        .Any(static n => n is SingleVariableDesignationSyntax or DeclarationExpressionSyntax);

    private bool IsBool(ExpressionSyntax node) => model.GetTypeInfo(node)
        is { Type.SpecialType: SpecialType.System_Boolean, ConvertedType.SpecialType: SpecialType.System_Boolean };

    private static bool IsWhole(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64
        or SpecialType.System_UInt32 or SpecialType.System_UInt64;

    private bool IsConstant(SyntaxNode node) => model.GetConstantValue(node).HasValue;

    private static ExpressionSyntax Parse(string text, SyntaxNode trivia) => SyntaxFactory.ParseExpression(text).WithTriviaFrom(trivia);

    /// <summary>The mutant's text where it is on, the rewritten expression otherwise.</summary>
    private ExpressionSyntax Either(ExpressionSyntax original, ExpressionSyntax visited, string kind, string mutated) =>
        mutants.Add(_places, original, kind, mutated) is { } id ? Parse($"({SwitchSource.On(id)} ? {mutated} : {Bare(visited)})", visited)
            : visited;

    private ExpressionSyntax Negated(ExpressionSyntax original, ExpressionSyntax visited, string kind) =>
        mutants.Add(_places, original, kind, $"!({original})") is { } id ? Parse($"({SwitchSource.On(id)} ^ ({Bare(visited)}))", visited)
            : visited;

    /// <summary>An expression without what surrounds it; a comment to the end of a line keeps its line.</summary>
    private static string Bare(ExpressionSyntax expression)
    {
        string text = expression.WithoutTrivia().ToFullString();
        return text.Contains("//", StringComparison.Ordinal) ? $"{text}\n" : text;
    }
}
