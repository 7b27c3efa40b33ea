using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>A machine's story, step by step, complete enough to draw the machine at each: the document <c>folio-trace/1</c>.</summary>
/// <remarks>
/// <para>
/// Made from an <see cref="Explanation"/>, by a <see cref="FolioTraceRecorder"/> that is attached to a machine, from an exploration, or
/// read
/// from a file. The format is described in <c>docs/reference/folio-trace.md</c>.
/// </para>
/// <para>The same program gives the same bytes.</para>
/// </remarks>
/// <example>
/// <code>
/// Machine machine = new(new MachineOptions { Pages = 64, Ledger = true });
/// FolioTraceRecorder recorder = FolioTraceRecorder.Attach(machine);
/// AddressSpace file = machine.CreateAddressSpace();
/// Folio folio = file.Pages.GrabFolio(PageIndex.Zero).Folio;
/// folio.Unlock();
/// folio.Put();
/// FolioTrace trace = recorder.ToTrace(new FolioTraceHead("my-first", "program") { Question = "who holds the folio?" });
/// File.WriteAllText("my-first.html", ShowPage.Write(trace));
/// </code>
/// </example>
public sealed class FolioTrace
{
    /// <summary>The name of the format with its version, as each document states it.</summary>
    public const string Format = "folio-trace/1";

    /// <summary>Every how many steps a document holds the whole state and not only what changed.</summary>
    public const int KeyframeInterval = 64;

    private readonly List<JsonObject> _frames;

    internal FolioTrace(
        FolioTraceHead head, MachineShape machine, IReadOnlyList<FolioTraceStep> steps, List<JsonObject> frames, JsonObject glossary)
    {
        Head = head;
        Machine = machine;
        Steps = steps;
        _frames = frames;
        Glossary = glossary;
    }

    /// <summary>The subject of the trace.</summary>
    public FolioTraceHead Head { get; }

    /// <summary>The steps.</summary>
    public IReadOnlyList<FolioTraceStep> Steps { get; }

    /// <summary>Explorations that belong to it, such as those of the right and of the wrong operation of an exhibit.</summary>
    public IReadOnlyList<StateGraph> Graphs { get; init; } = [];

    /// <summary>How a second machine with other LRU lists stood after the same lines, or null.</summary>
    internal JsonObject? Twin { get; set; }

    internal MachineShape Machine { get; }

    internal JsonObject Glossary { get; }

    internal IReadOnlyList<JsonObject> Frames => _frames;

    /// <summary>Reads a document.</summary>
    /// <param name="json">Its text.</param>
    /// <exception cref="BadFolioTraceException">It is none, or of another version.</exception>
    public static FolioTrace Read(string json) => FolioTraceReader.Read(json);

    /// <summary>The trace of a scenario that was run with <see cref="ExplainRequest.KeepsSnapshots"/>.</summary>
    /// <param name="explanation">The scenario's explanation.</param>
    /// <param name="options">The options that were given, as they are written on the command line.</param>
    public static FolioTrace Of(Explanation explanation, string options = "")
    {
        ArgumentNullException.ThrowIfNull(explanation);
        FolioTraceBuilder builder = new();
        foreach (ExplanationStep step in explanation.Steps)
        {
            builder.Add(step, step.Snapshot);
        }

        return builder.ToTrace(new FolioTraceHead(explanation.Scenario, "scenario")
        {
            Question = explanation.Question,
            Answer = explanation.Answer,
            Remarks = explanation.Remarks,
            Result = explanation.Result.Replace(nameof(Errno.None), "success (0)", StringComparison.Ordinal),
            Profile = explanation.Profile,
            Options = options,
        });
    }

    /// <summary>The whole state after a step, as the format's <c>state</c> object.</summary>
    /// <param name="step">Number of the step, from 0.</param>
    public JsonObject StateAt(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, _frames.Count);
        int from = step - (step % KeyframeInterval);
        JsonObject state = (JsonObject)_frames[from].DeepClone();
        for (int i = from + 1; i <= step; i++)
        {
            MergePatch.Apply(state, _frames[i]);
        }

        return state;
    }

    /// <summary>Writes the document.</summary>
    public string ToJson() => FolioTraceWriter.Write(this);

    /// <inheritdoc/>
    public override string ToString() => $"{Head.Kind} {Head.Name}: {Steps.Count} steps";
}
