using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Mutation;

/// <content>Values: numbers off by one, another flag or lock class, swapped arguments, the opposite operation.</content>
internal sealed partial class MutantRewriter
{
    private static readonly (string One, string Other)[] s_opposites =
    [
        ("Read", "Write"), ("Set", "Clear"), ("Add", "Remove"), ("First", "Last"), ("Min", "Max"), ("Next", "Previous"), ("Head", "Tail"),
        ("Inc", "Dec"), ("Increment", "Decrement"), ("Shared", "Exclusive"), ("Active", "Inactive"), ("Charge", "Uncharge"),
            ("Lock", "Unlock"),
        ("Enqueue", "Push"), ("Start", "End"), ("Begin", "End"), ("Up", "Down"), ("AddFirst", "AddLast"),
    ];

    public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        switch (node.Kind())
        {
            case SyntaxKind.TrueLiteralExpression or SyntaxKind.FalseLiteralExpression when node.Parent
                is not ArgumentSyntax { NameColon.Name.Identifier.ValueText: "async" }:
                return Negated(node, node, "wrong truth");
            case SyntaxKind.NumericLiteralExpression when OneMoreThan(node.Token.Value) is { } more && !IsCapacity(node):
                return model.GetTypeInfo(node) is { Type: { } type, ConvertedType: { } converted }
                    && mutants.Add(_places, node, "off by one", more) is { } id
                    && converted.TypeKind != TypeKind.Enum
                    ? Parse(SymbolEqualityComparer.Default.Equals(type, converted)
                        ? $"({SwitchSource.On(id)} ? {more} : {node.Token.Text})"
                        : $"(({converted.ToDisplayString()})({SwitchSource.On(id)} ? {more} : {node.Token.Text}))", node)
                    : node;
            default:
                return node;
        }
    }

    public override SyntaxNode? VisitArgument(ArgumentSyntax node)
    {
        var visited = (ArgumentSyntax)base.VisitArgument(node)!;
        return node.RefKindKeyword.IsKind(SyntaxKind.None) && node.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax
            && !IsConstant(node.Expression)
            && node.Parent is ArgumentListSyntax
            ? visited.WithExpression(OneMore(node.Expression, visited.Expression))
            : visited;
    }

    public override SyntaxNode? VisitMemberAccessExpression(MemberAccessExpressionSyntax node)
    {
        ISymbol? symbol = model.GetSymbolInfo(node).Symbol;
        bool isEnum = symbol is IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum };
        bool isInstance = symbol is IFieldSymbol { IsStatic: true, IsReadOnly: true, IsConst: false } or IPropertySymbol { IsStatic: true,
            SetMethod: null };
        if ((isEnum || isInstance) && OtherMember(symbol!) is { } other)
        {
            return Either(node, node, isEnum ? "wrong enum member" : "wrong instance", $"{node.Expression}.{other}");
        }

        return isEnum ? node : base.VisitMemberAccessExpression(node);
    }

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (node.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" })
        {
            return node;
        }

        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        if (IsStatement(node) || model.GetSymbolInfo(node).Symbol
            is IMethodSymbol { ReturnsByRef: true } or IMethodSymbol { ReturnsByRefReadonly: true })
        {
            return visited;
        }

        ExpressionSyntax result = visited;
        foreach ((string kind, string text) in AlternativesTo(node))
        {
            result = Either(node, result, kind, text);
        }

        return result;
    }

    /// <summary>Whether the call stands for its effect: then the statement around it has the two forms.</summary>
    private static bool IsStatement(InvocationExpressionSyntax node) => node.Parent is ExpressionStatementSyntax or LambdaExpressionSyntax
        || (node.Parent is ArrowExpressionClauseSyntax arrow && !HasResult(arrow));

    private static bool HasResult(ArrowExpressionClauseSyntax arrow) => arrow.Parent switch
    {
        MethodDeclarationSyntax method => !IsVoid(method.ReturnType),
        LocalFunctionStatementSyntax function => !IsVoid(function.ReturnType),
        AccessorDeclarationSyntax accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration),
        ConstructorDeclarationSyntax => false,
        _ => true,
    };

    private IEnumerable<(string Kind, string Text)> AlternativesTo(ExpressionSyntax node) =>
        node is InvocationExpressionSyntax { Expression: not MemberBindingExpressionSyntax } call && !Declares(call)
        && model.GetSymbolInfo(call).Symbol is IMethodSymbol method ? Alternatives(call, method) : [];

    private IEnumerable<(string Kind, string Text)> Alternatives(InvocationExpressionSyntax node, IMethodSymbol method)
    {
        SeparatedSyntaxList<ArgumentSyntax> arguments = node.ArgumentList.Arguments;
        for (int i = 0; i + 1 < arguments.Count; i++)
        {
            if (CanSwap(arguments[i], arguments[i + 1]))
            {
                string swapped = string.Join(", ",
                    arguments.Select((a, n) => Bare(arguments[n == i ? i + 1 : n == i + 1 ? i : n].Expression)));
                yield return ("swapped arguments", $"{Bare(node.Expression)}({swapped})");
            }
        }

        if (OppositeOf(method) is { } opposite && node.Expression is MemberAccessExpressionSyntax or IdentifierNameSyntax)
        {
            string receiver = node.Expression is MemberAccessExpressionSyntax access ? $"{Bare(access.Expression)}." : "";
            yield return ("opposite call", $"{receiver}{opposite}{node.ArgumentList}");
        }
    }

    private bool CanSwap(ArgumentSyntax one, ArgumentSyntax other) =>
        one.NameColon is null && other.NameColon is null && one.RefKindKeyword.IsKind(SyntaxKind.None)
            && other.RefKindKeyword.IsKind(SyntaxKind.None)
        && one.Expression.ToString() != other.Expression.ToString()
        && model.GetTypeInfo(one.Expression).ConvertedType is { } type
            && SymbolEqualityComparer.Default.Equals(type, model.GetTypeInfo(other.Expression).ConvertedType)
        && type.SpecialType != SpecialType.System_String;

    private static string? OppositeOf(IMethodSymbol method)
    {
        foreach ((string one, string other) in s_opposites)
        {
            foreach ((string from, string to) in new[] { (one, other), (other, one) })
            {
                int at = method.Name.IndexOf(from, StringComparison.Ordinal);
                string renamed = at < 0 ? "" : string.Concat(method.Name.AsSpan(0, at), to, method.Name.AsSpan(at + from.Length));
                if (at >= 0 && method.ContainingType.GetMembers(renamed).OfType<IMethodSymbol>().Any(m => HasSameShape(m, method)))
                {
                    return renamed;
                }
            }
        }

        return null;
    }

    private static bool HasSameShape(IMethodSymbol one, IMethodSymbol other) =>
        one.IsStatic == other.IsStatic && SymbolEqualityComparer.Default.Equals(one.ReturnType, other.ReturnType)
        && one.Parameters.Length == other.Parameters.Length
        && one.Parameters.Zip(other.Parameters).All(static p => SymbolEqualityComparer.Default.Equals(p.First.Type, p.Second.Type));

    /// <summary>The next member of the same type, in the order of declaration.</summary>
    private static string? OtherMember(ISymbol symbol)
    {
        List<ISymbol> members =
        [
            .. symbol.ContainingType.GetMembers().Where(m => m.IsStatic && m.DeclaredAccessibility >= symbol.DeclaredAccessibility
                && m is IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol
                    && SymbolEqualityComparer.Default.Equals(TypeOf(m), TypeOf(symbol))),
        ];
        object? value = (symbol as IFieldSymbol)?.ConstantValue;
        int at = members.FindIndex(m => SymbolEqualityComparer.Default.Equals(m, symbol));
        return at < 0 ? null : Enumerable.Range(1, members.Count - 1).Select(i => members[(at + i) % members.Count])
            .FirstOrDefault(m => value is null || !value.Equals(((IFieldSymbol)m).ConstantValue))?.Name;
    }

    private static ITypeSymbol TypeOf(ISymbol symbol) => symbol is IFieldSymbol field ? field.Type : ((IPropertySymbol)symbol).Type;

    private static string? OneMoreThan(object? value) => value switch
    {
        int whole => $"{whole + 1}",
        uint whole => $"{whole + 1}u",
        long whole => $"{whole + 1}L",
        ulong whole => $"{whole + 1}UL",
        _ => null,
    };

    private bool IsCapacity(LiteralExpressionSyntax node) => node.Parent
        is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: { } call } list } argument
        && model.GetSymbolInfo(call).Symbol is IMethodSymbol method
        && list.Arguments.IndexOf(argument) is var at && at < method.Parameters.Length && method.Parameters[at].Name == "capacity";
}
