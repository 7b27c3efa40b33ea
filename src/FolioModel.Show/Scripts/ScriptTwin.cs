using System.Globalization;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>
/// The same scenario file on two machines that differ in their LRU lists alone: the classic lists, and the multi-generation LRU. The first
/// is the trace's own machine.
/// </summary>
internal sealed class ScriptTwin
{
    private readonly ScriptRun _classic;
    private readonly ScriptRun _generations;
    private readonly JsonArray _rows = [];

    private ScriptTwin(ScriptRun classic, ScriptLine machine)
    {
        _classic = classic;
        _generations = new ScriptRun(machine, generations: true);
    }

    /// <summary>The second machine of a file whose <c>machine</c> line says <c>lru=both</c>; null for others.</summary>
    /// <param name="classic">The run on the first machine.</param>
    /// <param name="machine">The line, or null.</param>
    public static ScriptTwin? Of(ScriptRun classic, ScriptLine? machine) =>
        machine is not null && ScriptMachine.HasBothLrus(machine) ? new ScriptTwin(classic, machine) : null;

    /// <summary>Runs a line on the second machine. What the file expects is meant for the first.</summary>
    /// <param name="line">The line.</param>
    public void Run(ScriptLine line)
    {
        if (line.Verb.Text != "expect")
        {
            _generations.Run(line);
        }
    }

    /// <summary>Notes how both stand after a line.</summary>
    /// <param name="step">The step that shows the first machine after it.</param>
    /// <param name="line">The line.</param>
    public void Note(int step, ScriptLine line) => _rows.Add(new JsonObject
    {
        ["step"] = step,
        ["line"] = line.Text.Trim(),
        ["sides"] = new JsonArray(SideOf(_classic), SideOf(_generations)),
    });

    /// <summary>The member <c>twin</c> of <c>folio-trace/1</c>.</summary>
    public JsonObject ToJson() => new() { ["names"] = new JsonArray("classic lists", "generations"), ["rows"] = _rows };

    private static JsonObject SideOf(ScriptRun run)
    {
        MachineSnapshot snapshot = run.Machine.Snapshot();
        JsonObject lists = [];
        foreach (LruListSnapshot list in snapshot.Lists.Where(static l => !l.Folios.IsEmpty))
        {
            lists[list.List.ToString()] = Places(snapshot, list.Folios);
        }

        foreach (GenerationSnapshot generation in snapshot.Generations.Where(static g => !g.Folios.IsEmpty))
        {
            lists[string.Create(CultureInfo.InvariantCulture, $"generation {generation.Sequence}")] = Places(snapshot, generation.Folios);
        }

        return new JsonObject
        {
            ["hits"] = run.World.Hits,
            ["misses"] = run.World.Misses,
            ["cached"] = run.World.Files.Values.Sum(static f => f.Pages.Count.Value),
            ["lists"] = lists,
        };
    }

    /// <summary>Where folios are in their file: frames differ between two machines, and places do not.</summary>
    private static JsonArray Places(MachineSnapshot snapshot, IEnumerable<Pfn> folios) =>
        new([.. folios.Select(pfn => JsonValue.Create((long)snapshot.Folios[pfn].Index.Value))]);
}
