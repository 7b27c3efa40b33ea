namespace FolioModel.Show;

/// <summary>The things that a scenario file has declared: files, processes, areas, and the folios that got a name.</summary>
internal sealed class ScriptWorld
{
    private const int MostFolios = 64;

    private readonly Dictionary<string, AddressSpace> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProcessMemory> _processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MappedArea> _areas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _names;

    public ScriptWorld(Machine machine, IEnumerable<string> names)
    {
        Machine = machine;
        _names = names.Distinct(StringComparer.Ordinal).Select(static (name, i) => (name, i)).ToDictionary(
            static n => n.name, static n => n.i, StringComparer.Ordinal);
        Folios = new Folio[Math.Min(MostFolios, Math.Max(1, _names.Count))];
    }

    public Machine Machine { get; }

    /// <summary>The named folios, by the number of their name: an array, so that an explorer can compare it.</summary>
    public Folio[] Folios { get; }

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
                throw line.Error(line.Verb, $"'{line.Verb.Text}' declares nothing");
        }
    }

    public AddressSpace File(ScriptLine line, int place) => Find(_files, line, place, "a file");

    public ProcessMemory Process(ScriptLine line, int place) => Find(_processes, line, place, "a process");

    public MappedArea Area(ScriptLine line, int place) => Find(_areas, line, place, "an area");

    public void SetArea(ScriptLine line, MappedArea area) => _areas[line.Name("the area").Text] = area;

    public int Slot(ScriptLine line, ScriptWord name) => _names.TryGetValue(name.Text, out int slot) ? slot
        : throw line.Error(name, $"there is no folio '{name.Text}'{Known(_names.Keys)}");

    public Folio Folio(ScriptLine line, int place)
    {
        ScriptWord name = line.Word(place, "a folio");
        Folio folio = Folios[Slot(line, name)];
        return folio.IsNone ? throw line.Error(name, $"'{name.Text}' is no folio here: nothing was found for it") : folio;
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
