using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FolioModel.Forking;

/// <summary>Reads what <see cref="GraphWriter"/> wrote.</summary>
[RequiresUnreferencedCode(MachineFork.Reason)]
[RequiresDynamicCode(MachineFork.Reason)]
internal sealed class GraphReader(BinaryReader from, IReadOnlyList<Type> types)
{
    private const BindingFlags Any =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly List<(int Number, Type Type, List<(int Target, Type Declaring, string Method)> Parts)> _delegates = [];
    private readonly List<(object Collection, List<(int Key, int Value)> Elements)> _hashed = [];
    private object?[] _objects = [];
    private SavedKind[] _kinds = [];

    /// <summary>Reads all objects.</summary>
    /// <returns>The objects by number, from 1.</returns>
    public IReadOnlyList<object?> Read()
    {
        int count = from.ReadInt32();
        _objects = new object?[count + 1];
        _kinds = new SavedKind[count + 1];
        for (int i = 1; i <= count; i++)
        {
            ReadHead(i);
        }

        _delegates.ForEach(MakeDelegate);
        for (int i = 1; i <= count; i++)
        {
            ReadContents(i);
        }

        foreach ((object collection, List<(int Key, int Value)> elements) in _hashed)
        {
            HashedCollection.Fill(collection, [.. elements.Select(e => (_objects[e.Key]!, _objects[e.Value]))]);
        }

        return _objects;
    }

    private void ReadHead(int number)
    {
        SavedKind kind = _kinds[number] = (SavedKind)from.ReadByte();
        Type type = types[from.ReadInt32()];
        _objects[number] = kind switch
        {
            SavedKind.Text => from.ReadString(),
            SavedKind.Type => type,
            SavedKind.Static => types[from.ReadInt32()].GetField(from.ReadString(), Any)!.GetValue(null),
            SavedKind.Array => Array.CreateInstance(type.GetElementType()!, from.ReadInt32()),
            SavedKind.Self => Activator.CreateInstance(type, Any, null, [from.ReadBytes(from.ReadInt32())], null),
            SavedKind.Delegate => NoteDelegate(number, type),
            SavedKind.Boxed when type.IsPrimitive || type.IsEnum => PrimitiveValues.Read(from, type),
            _ => RuntimeHelpers.GetUninitializedObject(type),
        };
    }

    private object? NoteDelegate(int number, Type type)
    {
        List<(int Target, Type Declaring, string Method)> parts = [];
        for (int left = from.ReadInt32(); left > 0; left--)
        {
            parts.Add((from.ReadInt32(), types[from.ReadInt32()], from.ReadString()));
        }

        _delegates.Add((number, type, parts));
        return null;
    }

    private void MakeDelegate((int Number, Type Type, List<(int Target, Type Declaring, string Method)> Parts) one) =>
        _objects[one.Number] = Delegate.Combine([.. one.Parts.Select(part => Delegate.CreateDelegate(
            one.Type, _objects[part.Target], part.Declaring.GetMethods(Any).First(m => m.ToString() == part.Method)))]);

    private void ReadContents(int number)
    {
        object value = _objects[number]!;
        switch (_kinds[number])
        {
            case SavedKind.Boxed when !value.GetType().IsPrimitive && !value.GetType().IsEnum:
                ReadFields(value);
                break;
            case SavedKind.Array:
                ReadElements((Array)value);
                break;
            case SavedKind.Fields:
                ReadFields(value);
                break;
            case SavedKind.Hashed:
                ReadHashed(value);
                break;
        }
    }

    /// <summary>A collection by hashes is filled when all its keys are complete.</summary>
    private void ReadHashed(object collection)
    {
        object? comparer = _objects[from.ReadInt32()];
        ConstructorInfo constructor = collection.GetType().GetConstructors().First(static c =>
            c.GetParameters() is [{ ParameterType: { IsInterface: true, Name: "IEqualityComparer`1" } }]);
        constructor.Invoke(collection, [comparer]);
        List<(int Key, int Value)> elements = [];
        for (int left = from.ReadInt32(); left > 0; left--)
        {
            elements.Add((from.ReadInt32(), from.ReadInt32()));
        }

        _hashed.Add((collection, elements));
    }

    private void ReadFields(object value)
    {
        foreach ((FieldInfo field, bool isDropped) in SavedFields.Of(value.GetType()))
        {
            field.SetValue(value, isDropped ? _objects[from.ReadInt32()] : ReadValue(field.FieldType));
        }
    }

    private void ReadElements(Array array)
    {
        Type element = array.GetType().GetElementType()!;
        if (GraphWriter.IsPlain(element))
        {
            from.BaseStream.ReadExactly(GraphWriter.BytesOf(array, element));
            return;
        }

        for (int i = 0; i < array.Length; i++)
        {
            array.SetValue(ReadValue(element), i);
        }
    }

    private object? ReadValue(Type type)
    {
        if (!type.IsValueType)
        {
            return _objects[from.ReadInt32()];
        }

        if (Nullable.GetUnderlyingType(type) is { } inside)
        {
            return from.ReadBoolean() ? ReadValue(inside) : null;
        }

        if (type.IsPrimitive || type.IsEnum)
        {
            return PrimitiveValues.Read(from, type);
        }

        object made = RuntimeHelpers.GetUninitializedObject(type);
        ReadFields(made);
        return made;
    }
}
