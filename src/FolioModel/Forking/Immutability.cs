using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace FolioModel.Forking;

/// <summary>Finds types whose objects can never change: every field is set once, and refers to such objects only.</summary>
internal static class Immutability
{
    private static readonly ConcurrentDictionary<Type, bool> s_known = new();

    [RequiresUnreferencedCode(MachineFork.Reason)]
    public static bool IsImmutable(Type type)
    {
        if (!s_known.TryGetValue(type, out bool known))
        {
            known = Find(type, []);
            s_known.TryAdd(type, known);
        }

        return known;
    }

    /// <summary>Whether a type has no identity: a number, a text, or a structure of such.</summary>
    [RequiresUnreferencedCode(MachineFork.Reason)]
    public static bool IsValue(Type type) => type == typeof(string) || (type.IsValueType && (type.IsPrimitive || type.IsEnum
        || type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).All(static f => IsValue(f.FieldType))));

    [RequiresUnreferencedCode(MachineFork.Reason)]
    private static bool Find(Type type, HashSet<Type> open)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal)
            || typeof(MemberInfo).IsAssignableFrom(type))
        {
            return true;
        }

        if (type.IsArray || type.IsPointer || type.IsInterface || type == typeof(object) || typeof(Delegate).IsAssignableFrom(type))
        {
            return false;
        }

        // A type that refers to itself is as immutable as the rest of it.
        return !open.Add(type) || (AreFieldsImmutable(type, open) && (type.IsValueType || !IsFromBaseLibrary(type)));
    }

    [RequiresUnreferencedCode(MachineFork.Reason)]
    private static bool AreFieldsImmutable(Type type, HashSet<Type> open)
    {
        for (Type? at = type; at is not null && at != typeof(object) && at != typeof(ValueType); at = at.BaseType)
        {
            foreach (FieldInfo field in at.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                Type of = field.FieldType;
                bool setOnce = field.IsInitOnly || type.IsValueType;
                bool exact = of.IsValueType || of.IsSealed || typeof(MemberInfo).IsAssignableFrom(of);
                if (!setOnce || !exact || !Find(of, open))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsFromBaseLibrary(Type type) =>
        type.Namespace is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal));
}
