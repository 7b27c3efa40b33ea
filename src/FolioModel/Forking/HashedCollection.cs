using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace FolioModel.Forking;

/// <summary>
/// A dictionary or set that finds its keys by hashes. The hash of an object depends on where it lies, so the copy is filled anew.
/// </summary>
/// <remarks>The copy has the elements in the same order.</remarks>
internal static class HashedCollection
{
    /// <summary>
    /// Whether a type is such a collection with keys whose hash depends on where something lies. Others are copied as they are, with the
    /// gaps that removed elements left: these decide where new ones go, and so the order in which all are met.
    /// </summary>
    [RequiresUnreferencedCode(MachineFork.Reason)]
    public static bool IsHashedByPlace(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var definition
        && (definition == typeof(Dictionary<,>) || definition == typeof(HashSet<>))
        && !Immutability.IsValue(type.GetGenericArguments()[0]);

    /// <summary>
    /// Whether a type is such a collection whose hashes mean nothing in another process: all but those of numbers, which are the numbers.
    /// </summary>
    public static bool IsHashedAnew(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var definition
        && (definition == typeof(Dictionary<,>) || definition == typeof(HashSet<>))
        && !type.GetGenericArguments()[0].IsPrimitive && !type.GetGenericArguments()[0].IsEnum;

    /// <summary>An empty collection with the comparer of another.</summary>
    [RequiresUnreferencedCode(MachineFork.Reason)]
    [RequiresDynamicCode(MachineFork.Reason)]
    public static object NewLike(object original)
    {
        Type type = original.GetType();
        object? comparer = type.GetProperty("Comparer")!.GetValue(original);
        return Activator.CreateInstance(type, comparer)!;
    }

    /// <summary>Keys and values of a dictionary, or elements of a set with nothing beside them.</summary>
    public static List<(object Key, object? Value)> ElementsOf(object collection)
    {
        List<(object Key, object? Value)> elements = [];
        if (collection is IDictionary dictionary)
        {
            foreach (DictionaryEntry entry in dictionary)
            {
                elements.Add((entry.Key, entry.Value));
            }
        }
        else
        {
            foreach (object element in (IEnumerable)collection)
            {
                elements.Add((element, null));
            }
        }

        return elements;
    }

    [RequiresUnreferencedCode(MachineFork.Reason)]
    public static void Fill(object collection, List<(object Key, object? Value)> elements)
    {
        if (collection is IDictionary dictionary)
        {
            foreach ((object key, object? value) in elements)
            {
                dictionary.Add(key, value);
            }

            return;
        }

        MethodInfo add = collection.GetType().GetMethod("Add")!;
        foreach ((object key, _) in elements)
        {
            add.Invoke(collection, [key]);
        }
    }
}
