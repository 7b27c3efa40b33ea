using System.Reflection;

namespace FolioModel.Props.Watching;

/// <summary>Finds every number, truth value and enumeration that the model keeps below some objects, by reflection.</summary>
internal sealed class StateWalk
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const int MostElements = 64;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _open = new();

    /// <summary>The places found, in the order in which they were met.</summary>
    public List<StatePlace> Places { get; } = [];

    /// <summary>Walks everything of the model that can be reached from an object.</summary>
    public void From(object root)
    {
        _open.Push(root);
        while (_open.TryPop(out object? thing))
        {
            if (!_seen.Add(thing))
            {
                continue;
            }

            if (thing is Machine machine)
            {
                Frames(machine);
            }

            if (thing is MemoryMap)
            {
                continue;
            }

            if (thing is Array array)
            {
                Elements(array, array.GetType().GetElementType()!.Name);
            }
            else if (thing is System.Collections.IEnumerable collection && !IsModels(thing.GetType()))
            {
                foreach (object? element in collection)
                {
                    Follow(element);
                }
            }
            else
            {
                Fields(thing);
            }
        }
    }

    private static bool IsModels(Type type) => type.Assembly.GetName().Name
        is "FolioModel" or "FolioModel.Gmem" or "FolioModel.Shmem" or "FolioModel.Hugetlb"
        || type.Assembly == typeof(FolioModel.Cli.ExitCode).Assembly;

    private void Fields(object thing)
    {
        for (Type? type = thing.GetType(); type is not null && IsModels(type); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(Own))
            {
                object? value = field.GetValue(thing);
                string name = $"{type.Name}.{NameOf(field)}";
                if (IsNumber(field.FieldType) && !field.IsInitOnly && type.Assembly != typeof(FolioModel.Cli.ExitCode).Assembly)
                {
                    Places.Add(new StatePlace(name, () => field.GetValue(thing)!, v => field.SetValue(thing, v)));
                }
                else if (value is Array array && !type.Assembly.GetName().Name!.Equals("folio", StringComparison.Ordinal))
                {
                    _seen.Add(array);
                    Elements(array, name);
                }
                else
                {
                    Follow(value);
                }
            }
        }
    }

    /// <summary>The descriptors of frames: memory that reflection does not see through.</summary>
    private void Frames(Machine machine)
    {
        int[] heads = [.. Enumerable.Range(0, machine.Options.Pages).Where(pfn => machine.Map.Untracked(pfn).State != PageState.Inside)];
        int step = Math.Max(1, heads.Length / MostElements);
        foreach (int pfn in heads.Where((_, i) => i % step == 0)
            .Concat(heads.Where(pfn => machine.Map.Untracked(pfn).RefCount > 1).Take(MostElements)))
        {
            foreach (FieldInfo field in typeof(PageDescriptor).GetFields(Own).Where(static f => IsNumber(f.FieldType)))
            {
                Places.Add(new StatePlace($"PageDescriptor.{field.Name}", () => field.GetValue(machine.Map.Untracked(pfn))!, v =>
                {
                    object boxed = machine.Map.Untracked(pfn);
                    field.SetValue(boxed, v);
                    machine.Map.Untracked(pfn) = (PageDescriptor)boxed;
                }));
            }
        }
    }

    private static string NameOf(FieldInfo field) => field.Name.StartsWith('<')
        ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    private void Elements(Array array, string name)
    {
        Type element = array.GetType().GetElementType()!;
        int[] chosen = Chosen(array);
        if (IsNumber(element))
        {
            Places.AddRange(chosen.Select(i => new StatePlace($"{name}[]", () => array.GetValue(i)!, v => array.SetValue(v, i))));
        }
        else if (element.IsValueType && IsModels(element))
        {
            foreach (FieldInfo field in element.GetFields(Own).Where(static f => IsNumber(f.FieldType) && !f.IsInitOnly))
            {
                // Boxed, changed and put back: an element of an array of structs.
                Places.AddRange(chosen.Select(i =>
                    new StatePlace($"{element.Name}.{NameOf(field)}", () => field.GetValue(array.GetValue(i))!, v =>
                {
                    object boxed = array.GetValue(i)!;
                    field.SetValue(boxed, v);
                    array.SetValue(boxed, i);
                })));
            }
        }
        else if (array.Rank == 1)
        {
            foreach (object? inner in array)
            {
                Follow(inner);
            }
        }
    }

    /// <summary>Elements spread over an array, those that are not zero first.</summary>
    private static int[] Chosen(Array array)
    {
        Type element = array.GetType().GetElementType()!;
        if (array.Rank != 1 || !element.IsValueType)
        {
            return [];
        }

        object zero = Activator.CreateInstance(element)!;
        int[] used = [.. Enumerable.Range(0, array.Length).Where(i => !zero.Equals(array.GetValue(i)))];
        int step = Math.Max(1, used.Length / MostElements);
        return [.. used.Where((_, i) => i % step == 0).Take(MostElements)];
    }

    private void Follow(object? value)
    {
        if (value is not null && value is not (string or Delegate or Type) && !value.GetType().IsPrimitive
            && (IsModels(value.GetType()) || value is System.Collections.IEnumerable))
        {
            _open.Push(value);
        }
    }

    private static bool IsNumber(Type type) => type.IsEnum || type == typeof(bool) || type == typeof(int) || type == typeof(long)
        || type == typeof(uint)
        || type == typeof(ulong) || type == typeof(byte) || type == typeof(short) || type == typeof(ushort);
}
