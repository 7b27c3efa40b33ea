using System.Text.Json;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>Puts a trace together, step by step: finds the cause of each drop, and keeps what changes in the state.</summary>
internal sealed class FolioTraceBuilder
{
    private readonly List<FolioTraceStep> _steps = [];
    private readonly List<JsonObject> _frames = [];
    private readonly SortedDictionary<string, HolderKind> _kinds = new(StringComparer.Ordinal);

    /// <summary>For each folio and kind of holder, the steps in which its references were taken, the newest last.</summary>
    private readonly Dictionary<(Pfn Pfn, HolderKind Kind), List<(int Step, int Count)>> _taken = [];

    /// <summary>The line of the source that runs, or null.</summary>
    public int? Line { get; set; }

    /// <summary>How many steps there are.</summary>
    public int Count => _steps.Count;

    private JsonObject _state = [];
    private MachineShape _machine;

    /// <summary>Adds a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="snapshot">The machine right afterwards; null where it was not kept, and then the state has the step's folio
    /// only.</param>
    public void Add(ExplanationStep step, MachineSnapshot? snapshot)
    {
        int number = _steps.Count;
        bool hasFolio = step.Folio != "-";
        _steps.Add(new FolioTraceStep(number, step.Task, step.Caller, step.Function, step.Note)
        {
            Operation = step.Operation,
            Line = Line,
            Cpu = snapshot?.Tasks.FirstOrDefault(t => t.Name == step.Task)?.Cpu ?? 0,
            Event = step.Event,
            Folio = hasFolio ? step.Folio : null,
            Pfn = hasFolio ? step.Pfn.Value : null,
            Count = step.Count,
            Delta = step.Delta,
            Holder = step.Changed?.Name,
            Moves = [.. step.Moves.Select(static m => (m.Kind.Name, m.Delta))],
            Cause = hasFolio ? CauseOf(number, step) : null,
        });
        Note(step.Moves.Select(static m => m.Kind));
        Note(step.Holders.Select(static h => h.Kind));
        Note(snapshot?.Folios.Values.SelectMany(static f => f.Holders).Select(static h => h.Kind) ?? []);
        if (snapshot is not null)
        {
            Note(snapshot);
        }

        AddFrame(snapshot is null ? StateOf(step, hasFolio) : StateJson.Of(snapshot));
    }

    /// <summary>Whether a machine stands otherwise than after the last step, apart from where its tasks are.</summary>
    public bool Differs(MachineSnapshot snapshot) => MergePatch.Between(_state, StateJson.Of(snapshot)).Any(static c => c.Key != "tasks");

    public FolioTrace ToTrace(FolioTraceHead head, IReadOnlyList<StateGraph>? graphs = null) =>
        new(head, _machine, _steps, _frames, GlossaryOf(_kinds.Values))
        {
            Graphs = graphs ?? [],
        };

    /// <summary>The purpose of each kind of holder.</summary>
    public static JsonObject GlossaryOf(IEnumerable<HolderKind> kinds) => StateJson.Members(kinds, static k => k.Name, static k =>
    {
        JsonObject json = new() { ["class"] = JsonNamingPolicy.CamelCase.ConvertName(k.Class.ToString()), ["purpose"] = k.Purpose };
        StateJson.Add(json, "row", k.Row);
        return json;
    });

    private JsonObject StateOf(ExplanationStep step, bool hasFolio)
    {
        JsonObject folios = (JsonObject?)_state["folios"]?.DeepClone() ?? [];
        if (hasFolio)
        {
            string key = StateJson.KeyOf(step.Pfn);
            folios.Remove(key);
            if (step.Event != KernelEventKind.MmPageFree)
            {
                folios[key] = new JsonObject
                {
                    ["count"] = step.Count,
                    ["holders"] = new JsonArray([.. step.Holders.Select(FolioJson.HolderJson)]),
                };
            }
        }

        return new JsonObject { ["folios"] = folios };
    }

    private void AddFrame(JsonObject state)
    {
        _frames.Add(_frames.Count % FolioTrace.KeyframeInterval == 0 ? (JsonObject)state.DeepClone() : MergePatch.Between(_state, state));
        _state = state;
    }

    /// <summary>States the size of the machine, where no step does.</summary>
    public void Note(MachineSnapshot snapshot) => _machine = new MachineShape(snapshot.Zones.Sum(static z => z.Pages), snapshot.Cpus);

    /// <summary>Takes kinds of holders into the glossary.</summary>
    public void Note(IEnumerable<HolderKind> kinds)
    {
        foreach (HolderKind kind in kinds)
        {
            _kinds.TryAdd(kind.Name, kind);
        }
    }

    /// <summary>Books what a step took and dropped, and finds where the first of the dropped references was taken.</summary>
    private int? CauseOf(int number, ExplanationStep step)
    {
        int? cause = null;
        foreach (HolderChange move in step.Moves)
        {
            (Pfn, HolderKind) key = (step.Pfn, move.Kind);
            if (move.Delta > 0)
            {
                if (!_taken.TryGetValue(key, out List<(int, int)>? taken))
                {
                    _taken[key] = taken = [];
                }

                taken.Add((number, move.Delta));
            }
            else if (_taken.TryGetValue(key, out List<(int Step, int Count)>? held))
            {
                cause ??= Take(held, -move.Delta);
            }
        }

        return cause;
    }

    private static int? Take(List<(int Step, int Count)> held, int count)
    {
        int? newest = held.Count > 0 ? held[^1].Step : null;
        while (count > 0 && held.Count > 0)
        {
            (int step, int left) = held[^1];
            held.RemoveAt(held.Count - 1);
            if (left > count)
            {
                held.Add((step, left - count));
            }

            count -= left;
        }

        return newest;
    }
}
