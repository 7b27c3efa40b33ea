using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;

namespace FolioModel.Interleaving;

/// <summary>Hashes a struct's fields into a task's local state.</summary>
internal delegate void StructHash<T>(ref T value, LocalHasher hasher);

/// <summary>Writes, once for each type, the code that hashes its fields.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "behind a feature switch that trimmed applications leave off")]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "behind a feature switch that trimmed applications leave off")]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "behind a feature switch that trimmed applications leave off")]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "behind a feature switch that native applications leave off")]
internal static class MemberHash
{
    private static readonly ConcurrentDictionary<Type, Action<object, LocalHasher>?> s_ofObjects = new();

    private static readonly MethodInfo s_addWord = ((Action<ulong>)new LocalHasher().Add).Method;
    /// <summary>Numbers of holder kinds depend on the order of registration, so their names are hashed instead.</summary>
    private static readonly PropertyInfo s_stateWord =
        typeof(HolderKind).GetProperty(nameof(HolderKind.StateWord), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static readonly MethodInfo s_addObject = ((Action<object?>)new LocalHasher().AddObject).Method;

    /// <summary>Parts of the machine of which there is one, or which are told apart by state that is hashed anyway.</summary>
    private static readonly HashSet<Type> s_identities =
    [
        typeof(Machine), typeof(LruBatches), typeof(PageAllocator), typeof(WorkingSet), typeof(ReferenceLedger), typeof(ReferenceCounts),
        typeof(MemoryMap), typeof(Instrumentation), typeof(AccessLog), typeof(AddressSpaceOperations),
        typeof(SwapArea), typeof(SwapCache), typeof(SwapDevice), typeof(ResultBody),
    ];

    public static bool TryAdd(object value, LocalHasher hasher)
    {
        Action<object, LocalHasher>? hash = s_ofObjects.GetOrAdd(value.GetType(), static type => CompileObject(type));
        hash?.Invoke(value, hasher);
        return hash is not null;
    }

    /// <summary>The hash of a suspended method: its state machine's fields.</summary>
    public static StructHash<T> CompileStruct<T>()
    {
        ParameterExpression value = Expression.Parameter(typeof(T).MakeByRefType());
        ParameterExpression hasher = Expression.Parameter(typeof(LocalHasher));
        return Expression.Lambda<StructHash<T>>(Body(value, typeof(T), hasher), value, hasher).Compile();
    }

    private static Action<object, LocalHasher>? CompileObject(Type type)
    {
        ParameterExpression value = Expression.Parameter(typeof(object));
        ParameterExpression hasher = Expression.Parameter(typeof(LocalHasher));
        if (type.IsPrimitive || type.IsEnum || type.IsValueType)
        {
            return Expression.Lambda<Action<object, LocalHasher>>(
                Expression.Block(Of(Expression.Unbox(value, type), type, hasher)), value, hasher).Compile();
        }

        if (s_identities.Any(known => known.IsAssignableFrom(type)))
        {
            return static (_, hasher) => hasher.Add(1);
        }

        if (type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
        {
            return null;
        }

        return Expression.Lambda<Action<object, LocalHasher>>(Body(Expression.Convert(value, type), type, hasher), value, hasher).Compile();
    }

    private static BlockExpression Body(Expression value, Type type, Expression hasher)
    {
        List<Expression> parts = [];
        for (Type? part = type; part is not null && part != typeof(object) && part != typeof(ValueType); part = part.BaseType)
        {
            foreach (FieldInfo field in part.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(f => !IsPlumbing(f.FieldType)))
            {
                parts.AddRange(Of(Expression.Field(value, field), field.FieldType, hasher));
            }
        }

        parts.Add(Expression.Empty());
        return Expression.Block(parts);
    }

    private static IEnumerable<Expression> Of(Expression value, Type type, Expression hasher)
    {
        if (type == typeof(bool))
        {
            yield return Add(Expression.Condition(value, Expression.Constant(1UL), Expression.Constant(0UL)), hasher);
        }
        else if (type == typeof(HolderKind))
        {
            yield return Add(Expression.Property(value, s_stateWord), hasher);
        }
        else if (type.IsEnum)
        {
            yield return Add(Expression.Convert(Expression.Convert(value, Enum.GetUnderlyingType(type)), typeof(ulong)), hasher);
        }
        else if (type.IsPrimitive && type != typeof(double) && type != typeof(float))
        {
            yield return Add(Expression.Convert(value, typeof(ulong)), hasher);
        }
        else if (type.IsValueType)
        {
            yield return Body(value, type, hasher);
        }
        else
        {
            yield return Expression.Call(hasher, s_addObject, Expression.Convert(value, typeof(object)));
        }
    }

    private static MethodCallExpression Add(Expression word, Expression hasher) => Expression.Call(hasher, s_addWord, word);

    /// <summary>Whether a type only links suspended methods to each other, which are hashed one by one.</summary>
    private static bool IsPlumbing(Type type)
    {
        Type known = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return known == typeof(KernelWorkBuilder) || known == typeof(KernelWorkBuilder<>) || known == typeof(KernelWork.Awaiter)
            || known == typeof(KernelWork<>.Awaiter) || known == typeof(KernelPause.Awaiter) || known == typeof(KernelTask.FunctionScope)
            || type.IsPointer;
    }
}
