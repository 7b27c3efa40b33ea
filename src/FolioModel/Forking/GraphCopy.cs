using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace FolioModel.Forking;

/// <summary>Copies a graph of objects so that original and copy share nothing that can change.</summary>
[RequiresUnreferencedCode(MachineFork.Reason)]
[RequiresDynamicCode(MachineFork.Reason)]
internal sealed class GraphCopy
{
    private static readonly ConcurrentDictionary<Type, TypePlan> s_plans = new();
    private static readonly Func<object, object> s_clone = typeof(object)
        .GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Func<object, object>>();

    private readonly Dictionary<object, object> _copies = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<(object Copy, TypePlan Plan)> _open = new();
    private readonly List<(object Copy, List<(object Key, object? Value)> Elements)> _hashed = [];

    private readonly List<(object Copy, FieldInfo Field, object Original)> _dropped = [];

    /// <summary>The copy of each original.</summary>
    public IReadOnlyDictionary<object, object> Copies => _copies;

    public static TypePlan PlanOf(Type type) => s_plans.TryGetValue(type, out TypePlan? plan)
        ? plan : s_plans.GetOrAdd(type, TypePlan.Of(type, PlanOf));

    /// <summary>The copy of an object. Its own references are the copies' only after <see cref="Finish"/>.</summary>
    [return: NotNullIfNotNull(nameof(original))]
    public object? Copy(object? original)
    {
        if (original is null or string)
        {
            return original;
        }

        if (_copies.TryGetValue(original, out object? known))
        {
            return known;
        }

        TypePlan plan = PlanOf(original.GetType());
        if (plan.Kind == TypeKind.Structure)
        {
            object boxed = s_clone(original);
            CopyFields(boxed, plan);
            return boxed;
        }

        return plan.Kind == TypeKind.Shared || StaticObjects.FieldOf(original) is not null ? original : Begin(original, plan);
    }

    /// <summary>Copies everything that the copies refer to.</summary>
    public void Finish()
    {
        while (_open.TryDequeue(out (object Copy, TypePlan Plan) next))
        {
            if (next.Copy is Array array)
            {
                CopyElements(array);
            }
            else
            {
                CopyFields(next.Copy, next.Plan);
            }
        }

        // What stays with the original comes along if it was copied for another reason: the caller wants it then.
        foreach ((object copy, FieldInfo field, object original) in _dropped)
        {
            field.SetValue(copy, _copies.GetValueOrDefault(original));
        }

        foreach ((object collection, List<(object Key, object? Value)> elements) in _hashed)
        {
            HashedCollection.Fill(collection, elements);
        }
    }

    private object Begin(object original, TypePlan plan)
    {
        object copy;
        switch (plan.Kind)
        {
            case TypeKind.Delegate:
                copy = CopyDelegate((Delegate)original);
                _copies.Add(original, copy);
                break;
            case TypeKind.Self:
                copy = ((IForkSelf)original).ForkSelf();
                _copies.Add(original, copy);
                break;
            case TypeKind.Hashed:
                copy = HashedCollection.NewLike(original);
                _copies.Add(original, copy);
                _hashed.Add((copy, [.. HashedCollection.ElementsOf(original).Select(e => (Copy(e.Key), Copy(e.Value)))]));
                break;
            case TypeKind.Refused:
                throw new NotSupportedException($"a machine with an object of {original.GetType()} in it cannot be copied: it is no state");
            default:
                copy = s_clone(original);
                _copies.Add(original, copy);
                Enqueue(copy, plan);
                break;
        }

        return copy;
    }

    private void Enqueue(object copy, TypePlan plan)
    {
        bool needsMore = copy is Array { Length: > 0 }
            ? copy.GetType().GetElementType() is { } element
                && (!element.IsValueType ? element != typeof(string) : PlanOf(element).HasReferences)
            : plan.HasReferences;
        if (needsMore)
        {
            _open.Enqueue((copy, plan));
        }
    }

    private Delegate CopyDelegate(Delegate original)
    {
        Delegate[] parts = original.GetInvocationList();
        if (parts.Length > 1)
        {
            return Delegate.Combine([.. parts.Select(part => (Delegate)Copy(part))])!;
        }

        return original.Target is { } target && Copy(target) is { } copy && copy != target
            ? Delegate.CreateDelegate(original.GetType(), copy, original.Method) : original;
    }

    private void CopyFields(object copy, TypePlan plan)
    {
        foreach (PlannedField planned in plan.Fields)
        {
            object? value = planned.Field.GetValue(copy);
            if (value is null)
            {
                continue;
            }

            if (planned.IsDropped)
            {
                _dropped.Add((copy, planned.Field, value));
            }

            planned.Field.SetValue(copy, planned.IsDropped ? null : Copy(value));
        }
    }

    private void CopyElements(Array array)
    {
        if (array is object?[] objects)
        {
            for (int i = 0; i < objects.Length; i++)
            {
                objects[i] = Copy(objects[i]);
            }

            return;
        }

        for (int i = 0; i < array.Length; i++)
        {
            array.SetValue(Copy(array.GetValue(i)), i);
        }
    }
}
