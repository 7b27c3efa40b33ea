using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace FolioModel.Forking;

/// <summary>How objects of one type are copied: shared, element by element, or field by field.</summary>
internal sealed class TypePlan
{
    private const BindingFlags AllOfOneClass =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private TypePlan(TypeKind kind, PlannedField[] fields)
    {
        Kind = kind;
        Fields = fields;
    }

    public TypeKind Kind { get; }

    /// <summary>The fields that refer to objects, or are structures that do.</summary>
    public IReadOnlyList<PlannedField> Fields { get; }

    /// <summary>Whether a value of the type needs more than the copy of its bits.</summary>
    public bool HasReferences => Fields.Count > 0;

    [RequiresUnreferencedCode(MachineFork.Reason)]
    [RequiresDynamicCode(MachineFork.Reason)]
    public static TypePlan Of(Type type, Func<Type, TypePlan> others)
    {
        TypeKind kind = KindOf(type);
        return new TypePlan(kind, kind is TypeKind.Fields or TypeKind.Structure ? FieldsOf(type, others) : []);
    }

    [RequiresUnreferencedCode(MachineFork.Reason)]
    private static TypeKind KindOf(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsPointer)
        {
            return TypeKind.Shared;
        }

        if (type.IsArray)
        {
            return TypeKind.Array;
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return TypeKind.Delegate;
        }

        if (typeof(IForkSelf).IsAssignableFrom(type))
        {
            return TypeKind.Self;
        }

        if (Immutability.IsImmutable(type) || typeof(IForkShared).IsAssignableFrom(type) || IsComparer(type))
        {
            return TypeKind.Shared;
        }

        if (type.IsValueType)
        {
            return TypeKind.Structure;
        }

        if (HashedCollection.IsHashedByPlace(type))
        {
            return TypeKind.Hashed;
        }

        return IsForeign(type) ? TypeKind.Refused : TypeKind.Fields;
    }

    /// <summary>Comparers of the base library, which have no state.</summary>
    [RequiresUnreferencedCode(MachineFork.Reason)]
    private static bool IsComparer(Type type) =>
        type.Namespace is "System" or "System.Collections" or "System.Collections.Generic"
        && type.Name.Contains("Comparer", StringComparison.Ordinal);

    /// <summary>Classes of the base library other than collections: threads, streams, tasks and their like are no state.</summary>
    private static bool IsForeign(Type type) =>
        type.Namespace is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal))
        && !space.StartsWith("System.Collections", StringComparison.Ordinal)
        && type != typeof(object) && type != typeof(Random) && type.DeclaringType != typeof(Random)
        && !(type.FullName ?? "").StartsWith("System.Tuple`", StringComparison.Ordinal);

    [RequiresUnreferencedCode(MachineFork.Reason)]
    [RequiresDynamicCode(MachineFork.Reason)]
    private static PlannedField[] FieldsOf(Type type, Func<Type, TypePlan> others)
    {
        List<PlannedField> fields = [];
        for (Type? at = type; at is not null && at != typeof(object) && at != typeof(ValueType); at = at.BaseType)
        {
            foreach (FieldInfo field in at.GetFields(AllOfOneClass))
            {
                Type of = field.FieldType;
                bool dropped = field.GetCustomAttribute<NotForkedAttribute>() is not null;
                if (dropped || (of.IsValueType ? others(of).HasReferences : of != typeof(string) && !of.IsPointer))
                {
                    fields.Add(new PlannedField(field, dropped));
                }
            }
        }

        return [.. fields];
    }
}
