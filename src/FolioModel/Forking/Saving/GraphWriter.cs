using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FolioModel.Forking;

/// <summary>Writes a graph of objects: which ones there are, and then what is in each.</summary>
[RequiresUnreferencedCode(MachineFork.Reason)]
[RequiresDynamicCode(MachineFork.Reason)]
[SuppressMessage("Design", "CA1001", Justification = "the writer belongs to the caller")]
internal sealed class GraphWriter
{
    private readonly Dictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<object> _objects = [];
    private readonly Dictionary<object, List<(object Key, object? Value)>> _elements = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Type, int> _types = [];
    private readonly List<Type> _typeList = [];
    private BinaryWriter _to = BinaryWriter.Null;
    private bool _isCounting = true;

    /// <summary>The types that occur, by number.</summary>
    public IReadOnlyList<Type> Types => _typeList;

    /// <summary>Writes everything that some objects lead to.</summary>
    /// <param name="roots">The objects.</param>
    /// <param name="to">Where to.</param>
    public void Write(IReadOnlyList<object> roots, BinaryWriter to)
    {
        foreach (object root in roots)
        {
            NumberOf(root);
        }

        for (int i = 0; i < _objects.Count; i++)
        {
            WriteHead(_objects[i]);
            WriteContents(_objects[i]);
        }

        _isCounting = false;
        _to = to;
        to.Write(_objects.Count);
        _objects.ForEach(WriteHead);
        _objects.ForEach(WriteContents);
    }

    /// <summary>How an object is saved.</summary>
    public static SavedKind KindOf(object value)
    {
        Type type = value.GetType();
        if (value is string)
        {
            return SavedKind.Text;
        }

        if (value is Type)
        {
            return SavedKind.Type;
        }

        if (type.IsValueType)
        {
            return SavedKind.Boxed;
        }

        if (StaticObjects.FieldOf(value) is not null)
        {
            return SavedKind.Static;
        }

        if (HashedCollection.IsHashedAnew(type))
        {
            return SavedKind.Hashed;
        }

        return GraphCopy.PlanOf(type).Kind switch
        {
            TypeKind.Array => SavedKind.Array,
            TypeKind.Delegate => SavedKind.Delegate,
            TypeKind.Self => SavedKind.Self,
            TypeKind.Refused => throw new NotSupportedException(
                $"a machine with an object of {type} in it cannot be saved: it is no state"),
            _ => SavedKind.Fields,
        };
    }

    private int NumberOf(object? value)
    {
        if (value is null)
        {
            return 0;
        }

        if (!_numbers.TryGetValue(value, out int number))
        {
            number = _objects.Count + 1;
            _numbers.Add(value, number);
            _objects.Add(value);
        }

        return number;
    }

    private int NumberOf(Type type)
    {
        if (!_types.TryGetValue(type, out int number))
        {
            number = _typeList.Count;
            _types.Add(type, number);
            _typeList.Add(type);
        }

        return number;
    }

    private void WriteHead(object value)
    {
        SavedKind kind = KindOf(value);
        _to.Write((byte)kind);
        _to.Write(NumberOf(value is Type shown ? shown : value.GetType()));
        switch (kind)
        {
            case SavedKind.Text:
                _to.Write((string)value);
                break;
            case SavedKind.Array:
                _to.Write(((Array)value).Length);
                break;
            case SavedKind.Static:
                FieldInfo field = StaticObjects.FieldOf(value)!;
                _to.Write(NumberOf(field.DeclaringType!));
                _to.Write(field.Name);
                break;
            case SavedKind.Self:
                byte[] bytes = _isCounting ? [] : ((IForkSelf)value).SaveSelf();
                _to.Write(bytes.Length);
                _to.Write(bytes);
                break;
            case SavedKind.Delegate:
                WriteDelegate((Delegate)value);
                break;
            case SavedKind.Boxed when value.GetType().IsPrimitive || value.GetType().IsEnum:
                PrimitiveValues.Write(_to, value, value.GetType());
                break;
        }
    }

    private void WriteDelegate(Delegate value)
    {
        Delegate[] parts = value.GetInvocationList();
        _to.Write(parts.Length);
        foreach (Delegate part in parts)
        {
            _to.Write(NumberOf(part.Target));
            _to.Write(NumberOf(part.Method.DeclaringType!));
            _to.Write(part.Method.ToString()!);
        }
    }

    private void WriteContents(object value)
    {
        switch (KindOf(value))
        {
            case SavedKind.Boxed when !value.GetType().IsPrimitive && !value.GetType().IsEnum:
                WriteFields(value);
                break;
            case SavedKind.Array:
                WriteElements((Array)value);
                break;
            case SavedKind.Fields:
                WriteFields(value);
                break;
            case SavedKind.Hashed:
                WriteHashed(value);
                break;
        }
    }

    private void WriteHashed(object collection)
    {
        // Numbers among the elements get their boxes here: they are the same ones in both rounds.
        if (!_elements.TryGetValue(collection, out List<(object Key, object? Value)>? elements))
        {
            _elements.Add(collection, elements = HashedCollection.ElementsOf(collection));
        }

        WriteReference(collection.GetType().GetProperty("Comparer")!.GetValue(collection));
        _to.Write(elements.Count);
        foreach ((object key, object? item) in elements)
        {
            WriteReference(key);
            WriteReference(item);
        }
    }

    private void WriteFields(object value)
    {
        foreach ((FieldInfo field, bool isDropped) in SavedFields.Of(value.GetType()))
        {
            object? inside = field.GetValue(value);
            if (isDropped)
            {
                // What stays with the original comes along if something else leads to it.
                _to.Write(inside is not null && _numbers.TryGetValue(inside, out int known) ? known : 0);
            }
            else
            {
                WriteValue(inside, field.FieldType);
            }
        }
    }

    private void WriteElements(Array array)
    {
        Type element = array.GetType().GetElementType()!;
        if (IsPlain(element))
        {
            _to.Write(BytesOf(array, element));
            return;
        }

        foreach (object? item in array)
        {
            WriteValue(item, element);
        }
    }

    /// <summary>Writes a value that a field or element of a type has.</summary>
    private void WriteValue(object? value, Type type)
    {
        if (!type.IsValueType)
        {
            WriteReference(value);
        }
        else if (Nullable.GetUnderlyingType(type) is { } inside)
        {
            _to.Write(value is not null);
            if (value is not null)
            {
                WriteValue(value, inside);
            }
        }
        else if (type.IsPrimitive || type.IsEnum)
        {
            PrimitiveValues.Write(_to, value!, type);
        }
        else
        {
            WriteFields(value!);
        }
    }

    private void WriteReference(object? value)
    {
        int number = NumberOf(value);
        _to.Write(number);
    }

    /// <summary>Whether values of a type are bits without references, so that an array of them is saved as it lies in memory.</summary>
    public static bool IsPlain(Type type) => type.IsValueType && Nullable.GetUnderlyingType(type) is null
        && !GraphCopy.PlanOf(type).HasReferences && IsFlat(type);

    public static Span<byte> BytesOf(Array array, Type element) => MemoryMarshal.CreateSpan(
        ref MemoryMarshal.GetArrayDataReference(array), array.Length * RuntimeHelpers.SizeOf(element.TypeHandle));

    /// <summary>Texts are references too, though they are shared by forks.</summary>
    private static bool IsFlat(Type type) => type.IsPrimitive || type.IsEnum
        || (type.IsValueType && SavedFields.Of(type).All(static f => IsFlat(f.Field.FieldType)));
}
