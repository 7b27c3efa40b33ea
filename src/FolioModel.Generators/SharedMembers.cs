using Microsoft.CodeAnalysis;

namespace FolioModel.Generators;

/// <summary>Finds the members of a class that can change, and what their attributes say about them.</summary>
internal static class SharedMembers
{
    public const string StateAttribute = "FolioModel.Interleaving.SharedStateAttribute";
    public const string SharedAttribute = "FolioModel.Interleaving.SharedAttribute";
    private const string NotSharedAttribute = "FolioModel.Interleaving.NotSharedAttribute";

    public static AttributeData? AttributeOf(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == name);

    public static bool IsShared(ISymbol member) => AttributeOf(member, SharedAttribute) is not null;

    public static bool Says(ISymbol member, string flag) =>
        AttributeOf(member, SharedAttribute)!.NamedArguments.Any(a => a.Key == flag && a.Value.Value is true);

    public static string? TextOf(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(a => a.Key == name).Value.Value as string;

    /// <summary>The state's name, or null for a part of another state.</summary>
    public static string? NameIn(AttributeData state) => state.ConstructorArguments.FirstOrDefault().Value as string;

    /// <summary>Members that can change and say nothing about it.</summary>
    public static IEnumerable<ISymbol> Unmarked(INamedTypeSymbol type) => type.GetMembers().Where(m =>
        !m.IsStatic && !m.IsImplicitlyDeclared && !IsShared(m) && AttributeOf(m, NotSharedAttribute) is null && CanChange(m));

    private static bool CanChange(ISymbol member) => member switch
    {
        IFieldSymbol field => !field.IsReadOnly || IsCollection(field.Type),
        IPropertySymbol property => IsAutomatic(property)
            && (property.SetMethod is { IsInitOnly: false } || (property.SetMethod is null && IsCollection(property.Type))),
        _ => false,
    };

    /// <summary>An automatic property has a backing field.</summary>
    private static bool IsAutomatic(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>()
            .Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));

    private static bool IsCollection(ITypeSymbol type) =>
        type is IArrayTypeSymbol || (type.SpecialType != SpecialType.System_String && !type.IsValueType && ElementOf(type) is not null);

    /// <summary>The type of a collection's elements, or null.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { Rank: 1 } array)
        {
            return array.ElementType;
        }

        IEnumerable<INamedTypeSymbol> interfaces = type is INamedTypeSymbol named ? type.AllInterfaces.Prepend(named) : type.AllInterfaces;
        return interfaces.FirstOrDefault(i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
            ?.TypeArguments[0];
    }
}
