using System.Text;
using Microsoft.CodeAnalysis;

namespace FolioModel.Generators;

/// <summary>Writes the statements that add a value of any supported type to a hash.</summary>
/// <param name="inside">The class whose members are hashed: what it may see.</param>
/// <param name="compilation">Where the types are from.</param>
internal sealed class HashText(INamedTypeSymbol inside, Compilation compilation)
{
    private const string Hash = "FolioModel.Interleaving.StateHash";
    private const string Shared = "FolioModel.Interleaving.ISharedState";

    private readonly INamedTypeSymbol? _hash = compilation.GetTypeByMetadataName(Hash);
    private readonly StringBuilder _text = new();
    private int _names;

    /// <summary>Adds a value.</summary>
    /// <returns>The statements, or null for a type that cannot be hashed.</returns>
    public string? Of(string value, ITypeSymbol type, bool unordered, bool withContents)
    {
        _text.Clear();
        return TryAdd(value, type, "hash", unordered, withContents) ? _text.ToString() : null;
    }

    private bool TryAdd(string value, ITypeSymbol type, string hash, bool unordered = false, bool withContents = false)
    {
        if (!withContents && TryAddPlain(value, type, hash))
        {
            return true;
        }

        if (IsPart(type, withContents))
        {
            return AddPart(value, type, hash);
        }

        return SharedMembers.ElementOf(type) is { } element
            ? TryAddElements(value, type, element, hash, unordered, withContents)
            : type is INamedTypeSymbol { IsValueType: true } structure && TryAddMembers(value, structure, hash);
    }

    private bool TryAddPlain(string value, ITypeSymbol type, string hash)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            Line($"{hash}.Add({value}.HasValue);");
            return TryAdd($"{value}.GetValueOrDefault()", nullable.TypeArguments[0], hash);
        }

        string? word =
            type.TypeKind == TypeKind.Enum ? $"(long){value}"
            : HasOverload(type) ? value
            : type.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_UInt64 ? $"(ulong){value}"
            : type.IsReferenceType && IsState(type) ? $"(global::{Shared}?){value}"
            : null;
        if (word is not null)
        {
            Line($"{hash}.Add({word});");
        }

        return word is not null;
    }

    private bool HasOverload(ITypeSymbol type) => _hash is not null && _hash.GetMembers("Add").OfType<IMethodSymbol>()
        .Any(m => m.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(m.Parameters[0].Type, type) && IsVisible(m));

    private static bool IsState(ITypeSymbol type) =>
        type.ToDisplayString(NullableFlowState.None) == Shared || type.AllInterfaces.Any(i => i.ToDisplayString() == Shared)
        || (SharedMembers.AttributeOf(type, SharedMembers.StateAttribute) is { } attribute && SharedMembers.NameIn(attribute) is not null);

    /// <summary>Whether the type adds its own members to a hash.</summary>
    private bool IsPart(ITypeSymbol type, bool withContents) =>
        (SharedMembers.AttributeOf(type, SharedMembers.StateAttribute) is { } attribute
            && SharedMembers.TextOf(attribute, "PartOf") is not null
            && (withContents || SharedMembers.NameIn(attribute) is null))
        || type.GetMembers("AddTo").OfType<IMethodSymbol>().Any(m =>
            m.Parameters.Length == 1 && m.Parameters[0].RefKind == RefKind.Ref
            && SymbolEqualityComparer.Default.Equals(m.Parameters[0].Type, _hash) && IsVisible(m));

    private bool AddPart(string value, ITypeSymbol type, string hash)
    {
        if (type.IsValueType)
        {
            Line($"{value}.AddTo(ref {hash});");
            return true;
        }

        string part = NewName("part");
        Line($"if ({value} is {{ }} {part})");
        Line($"{{ {hash}.Add(true); {part}.AddTo(ref {hash}); }}");
        Line($"else {{ {hash}.Add(false); }}");
        return true;
    }

    private bool TryAddElements(string value, ITypeSymbol type, ITypeSymbol element, string hash, bool unordered, bool withContents)
    {
        string item = NewName("item");
        string count = NewName("count");
        bool summed = unordered
            || type.Name is "Dictionary" or "HashSet" or "ConcurrentDictionary" or "ImmutableDictionary" or "ImmutableHashSet";
        string one = summed ? NewName("one") : hash;
        string sum = summed ? NewName("sum") : "";
        Line($"int {count} = 0;");
        if (summed)
        {
            Line($"global::System.UInt128 {sum} = 0;");
        }

        string nullable = type.IsReferenceType && type.NullableAnnotation == NullableAnnotation.Annotated ? " ?? []" : "";
        Line($"foreach (var {item} in {value}{nullable})");
        Line("{");
        Line($"{count}++;");
        if (summed)
        {
            Line($"global::{Hash} {one} = default;");
        }

        bool done = element is INamedTypeSymbol { Name: "KeyValuePair", TypeArguments.Length: 2 } pair
            ? TryAdd($"{item}.Key", pair.TypeArguments[0], one) && TryAdd($"{item}.Value", pair.TypeArguments[1], one, false, withContents)
            : TryAdd(item, element, one, false, withContents);
        if (summed)
        {
            Line($"{sum} += {one}.Fingerprint;");
        }

        Line("}");
        Line($"{hash}.Add({count});");
        if (summed)
        {
            Line($"{hash}.Add({sum});");
        }

        return done;
    }

    private bool TryAddMembers(string value, INamedTypeSymbol structure, string hash)
    {
        if (structure.IsTupleType)
        {
            return structure.TupleElements.All(e => TryAdd($"{value}.{e.Name}", e.Type, hash));
        }

        IFieldSymbol[] fields = [.. structure.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsStatic)];
        return fields.Length > 0 && fields.All(f => IsVisible(f.AssociatedSymbol ?? f))
            ? fields.All(f => TryAdd($"{value}.{(f.AssociatedSymbol ?? f).Name}", f.Type, hash))
            : TryAddArguments(value, structure, hash);
    }

    /// <summary>A struct of another assembly does not show its fields; the properties that its constructor sets tell all.</summary>
    private bool TryAddArguments(string value, INamedTypeSymbol structure, string hash)
    {
        IPropertySymbol[]? best = null;
        foreach (IMethodSymbol made in structure.InstanceConstructors)
        {
            IPropertySymbol[] properties = [.. made.Parameters
                .Select(p => structure.GetMembers().OfType<IPropertySymbol>()
                    .FirstOrDefault(f =>
                        string.Equals(f.Name, p.Name, StringComparison.OrdinalIgnoreCase)
                        && SymbolEqualityComparer.Default.Equals(f.Type, p.Type) && IsVisible(f)))
                .Where(static f => f is not null)];
            if (properties.Length > 0 && properties.Length == made.Parameters.Length && properties.Length > (best?.Length ?? 0))
            {
                best = properties;
            }
        }

        return best is not null && best.All(p => TryAdd($"{value}.{p.Name}", p.Type, hash));
    }

    private bool IsVisible(ISymbol symbol) => compilation.IsSymbolAccessibleWithin(symbol, inside);

    private string NewName(string kind) => $"{kind}{++_names}";

    private void Line(string line) => _text.Append("        ").Append(line).Append('\n');
}
