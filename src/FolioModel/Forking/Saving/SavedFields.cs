using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace FolioModel.Forking;

/// <summary>The fields of a class or structure in the order in which they are saved, and which of them stay out.</summary>
internal static class SavedFields
{
    private static readonly ConcurrentDictionary<Type, (FieldInfo Field, bool IsDropped)[]> s_known = new();

    [RequiresUnreferencedCode(MachineFork.Reason)]
    public static (FieldInfo Field, bool IsDropped)[] Of(Type type) =>
        s_known.TryGetValue(type, out (FieldInfo Field, bool IsDropped)[]? known) ? known : s_known.GetOrAdd(type, Find(type));

    [RequiresUnreferencedCode(MachineFork.Reason)]
    private static (FieldInfo Field, bool IsDropped)[] Find(Type type)
    {
        List<(FieldInfo Field, bool IsDropped)> fields = [];
        for (Type? at = type; at is not null && at != typeof(object) && at != typeof(ValueType); at = at.BaseType)
        {
            fields.AddRange(at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .OrderBy(static f => f.MetadataToken)
                .Select(static f => (f, f.GetCustomAttribute<NotForkedAttribute>() is not null)));
        }

        return [.. fields];
    }
}
