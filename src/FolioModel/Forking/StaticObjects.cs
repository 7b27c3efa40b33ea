using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FolioModel.Forking;

/// <summary>
/// The objects that a library keeps in static fields: lock classes, holder kinds, reasons to wait. They are compared by reference, so all
/// machines use the same ones.
/// </summary>
internal static class StaticObjects
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<object, FieldInfo>> s_known = new();

    /// <summary>The static field of a model's library in which an object is, or null.</summary>
    [RequiresUnreferencedCode(MachineFork.Reason)]
    public static FieldInfo? FieldOf(object value)
    {
        Assembly assembly = value.GetType().Assembly;
        return IsOurs(assembly) ? s_known.GetOrAdd(assembly, Find).GetValueOrDefault(value) : null;
    }

    public static bool IsOurs(Assembly assembly) =>
        assembly.GetName().Name is { } name && (name == "FolioModel" || name.StartsWith("FolioModel.", StringComparison.Ordinal));

    [RequiresUnreferencedCode(MachineFork.Reason)]
    private static Dictionary<object, FieldInfo> Find(Assembly assembly)
    {
        Dictionary<object, FieldInfo> found = new(ReferenceEqualityComparer.Instance);
        foreach (Type type in assembly.GetTypes())
        {
            if (type.ContainsGenericParameters)
            {
                continue;
            }

            foreach (FieldInfo field in type.GetFields(
                BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (field.IsInitOnly && !field.FieldType.IsValueType && !field.FieldType.IsPointer
                    && field.GetCustomAttribute<ThreadStaticAttribute>() is null)
                {
                    RuntimeHelpers.RunClassConstructor(type.TypeHandle);
                    if (field.GetValue(null) is { } value and not string)
                    {
                        found.TryAdd(value, field);
                    }
                }
            }
        }

        return found;
    }
}
