namespace FolioModel.Show;

/// <summary>The things that a scenario file has declared: files, processes, areas, and the folios that got a name.</summary>
internal sealed class ScriptWorld
{
    private readonly Dictionary<string, AddressSpace> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProcessMemory> _processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MappedArea> _areas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object> _owned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _names;

    public ScriptWorld(Machine machine, IEnumerable<string> names)
    {
        Machine = machine;
        _names = names.Distinct(StringComparer.Ordinal).Select(static (name, i) => (name, i)).ToDictionary(
            static n => n.name, static n => n.i, StringComparer.Ordinal);
        Folios = new Folio[Math.Max(1, _names.Count)];
    }

    public Machine Machine { get; }

    /// <summary>The named folios, by the number of their name: an array, so that an explorer can compare it.</summary>
    public Folio[] Folios { get; private set; }

    /// <summary>Receives the result of an operation, in words; null in an exploration, where it is not read.</summary>
    public Action<string>? Told { get; init; }

    /// <summary>The result of the last operation, as <c>expect result</c> compares it.</summary>
    public string Result { get; private set; } = "";

    /// <summary>The names that folios got, with the folios: none for a name whose lookup found nothing.</summary>
    public IEnumerable<KeyValuePair<string, Folio>> NamedFolios =>
        _names.OrderBy(static n => n.Value).Select(n => KeyValuePair.Create(n.Key, Folios[n.Value]));

    /// <summary>The files by name, those of guests too.</summary>
    public IReadOnlyDictionary<string, AddressSpace> Files => _files;

    /// <summary>The pages that <c>use</c> found in their file.</summary>
    public long Hits { get; private set; }

    /// <summary>The pages that <c>use</c> had to bring in.</summary>
    public long Misses { get; private set; }

    /// <summary>Counts a use of a page. An exploration does not count: the numbers would be shared by all tasks.</summary>
    /// <param name="found">Whether it was there.</param>
    public void CountUse(bool found)
    {
        if (Told is not null)
        {
            Hits += found ? 1 : 0;
            Misses += found ? 0 : 1;
        }
    }

    /// <summary>States what an operation gave. An exploration does not keep it: it would be shared by all tasks.</summary>
    public void Tell(string result)
    {
        if (Told is not null)
        {
            Result = result;
            Told(result);
        }
    }

    public void Declare(ScriptLine line)
    {
        ScriptWord name = line.Word(0, "a name");
        switch (line.Verb.Text)
        {
            case "file":
                _files[name.Text] = Machine.CreateAddressSpace(new AddressSpaceOptions
                {
                    Name = name.Text,
                    Size = (long)line.Option("pages", 256, 1 << 20) << PageSize.Shift,
                    MaxOrder = new Order(line.Option("order", 0, 9)),
                    Unevictable = line.Option("unevictable", 0, 1) == 1,
                });
                break;
            case "process":
                _processes[name.Text] = Machine.CreateProcess(name.Text);
                break;
            default:
                line.Owner!.Declare!(new ScriptCall(this, line));
                break;
        }
    }

    public AddressSpace File(ScriptLine line, int place) => Find(_files, line, place, "a file");

    public ProcessMemory Process(ScriptLine line, int place) => Find(_processes, line, place, "a process");

    /// <summary>Declares a thing of an owner.</summary>
    public void Declare(string name, object thing, AddressSpace? file)
    {
        _owned[name] = thing;
        if (file is not null)
        {
            _files[name] = file;
        }
    }

    /// <summary>A thing of an owner.</summary>
    public T Owned<T>(ScriptLine line, int place, string what)
        where T : class =>
        Find(_owned.Where(static o => o.Value is T).ToDictionary(static o => o.Key, static o => (T)o.Value), line, place, what);

    public MappedArea Area(ScriptLine line, int place) => Find(_areas, line, place, "an area");

    public void SetArea(ScriptLine line, MappedArea area) => _areas[line.Name("the area").Text] = area;

    /// <summary>The place of the folio that a line names with <c>as</c>: a new one where the name is new.</summary>
    public int NewSlot(ScriptLine line)
    {
        string name = line.Name("the folio").Text;
        if (!_names.TryGetValue(name, out int slot))
        {
            slot = _names.Count;
            _names[name] = slot;
            if (slot == Folios.Length)
            {
                Folio[] more = Folios;
                Array.Resize(ref more, 2 * slot);
                Folios = more;
            }
        }

        return slot;
    }

    public int Slot(ScriptLine line, ScriptWord name) => _names.TryGetValue(name.Text, out int slot) ? slot
        : throw line.Error(name, $"there is no folio '{name.Text}'{Known(_names.Keys)}");

    public Folio Folio(ScriptLine line, int place)
    {
        ScriptWord name = line.Word(place, "a folio");
        Folio folio = Folios[Slot(line, name)];
        return folio.IsNone ? throw line.Error(name, $"'{name.Text}' is no folio here: nothing was found for it")
            : folio.IsAlive || Told is null ? folio
            : throw line.Error(name, $"the folio '{name.Text}' was freed");
    }

    private static T Find<T>(Dictionary<string, T> things, ScriptLine line, int place, string what)
    {
        ScriptWord name = line.Word(place, what);
        return things.TryGetValue(name.Text, out T? thing)
            ? thing
            : throw line.Error(
                name, $"there is no {what[(what.IndexOf(' ', StringComparison.Ordinal) + 1)..]} '{name.Text}'{Known(things.Keys)}");
    }

    private static string Known(IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } all ? $"; expected one of {all}" : "; none is declared";
}
