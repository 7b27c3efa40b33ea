namespace FolioModel.Show;

/// <summary>A scenario that is written line by line: each line runs at once, and lines can be taken back.</summary>
/// <remarks>Taking back builds a fresh machine and runs the lines that are left: the same lines always give the same machine.</remarks>
/// <example>
/// <code>
/// FolioSession session = new();
/// session.Run("file data");
/// session.Run("grab data 5 as f");
/// Console.WriteLine(session.Folios["f"].Describe());
/// session.Undo();
/// </code>
/// </example>
public sealed class FolioSession
{
    private readonly List<FolioSessionStep> _history = [];
    private ScriptRun _run = new(null);
    private StepRecorder _recorder = new();
    private readonly IReadOnlyList<ScriptVerb> _verbs;
    private bool _isMoved;

    /// <summary>Begins with the usual machine and no lines.</summary>
    /// <param name="verbs">Verbs that owners add, or null for none.</param>
    public FolioSession(IReadOnlyList<ScriptVerb>? verbs = null)
    {
        _verbs = verbs ?? [];
        Begin(null);
    }

    /// <summary>The lines that were run, with what they gave.</summary>
    public IReadOnlyList<FolioSessionStep> History => _history;

    /// <summary>The machine as it stands. Taking a line back replaces it.</summary>
    public Machine Machine => _run.Machine;

    /// <summary>The folios that have a name and are alive.</summary>
    public IReadOnlyDictionary<string, Folio> Folios =>
        _run.World.NamedFolios.Where(static f => f.Value.IsAlive).ToDictionary(StringComparer.Ordinal);

    /// <summary>The files by name.</summary>
    public IReadOnlyDictionary<string, AddressSpace> Files => _run.World.Files;

    /// <summary>A session in which the lines of a text were run.</summary>
    /// <param name="lines">The lines; empty ones and remarks are kept.</param>
    /// <param name="verbs">Verbs that owners add, or null for none.</param>
    /// <exception cref="BadFolioScriptException">A line cannot be run.</exception>
    public static FolioSession Of(IEnumerable<string> lines, IReadOnlyList<ScriptVerb>? verbs = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        FolioSession session = new(verbs);
        foreach (string line in lines)
        {
            session.Run(line);
        }

        return session;
    }

    /// <summary>Runs a line. When it cannot be run, the session stays as it was.</summary>
    /// <param name="text">The line, as it would stand in a scenario file.</param>
    /// <returns>What it gave, and the steps of the folios.</returns>
    /// <exception cref="BadFolioScriptException">It cannot be run; the exception says why.</exception>
    public FolioSessionStep Run(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return RunLine(text);
        }
        catch
        {
            Rebuild(_history.Count);
            throw;
        }
    }

    /// <summary>Takes the last lines back.</summary>
    /// <param name="lines">How many.</param>
    /// <returns>How many there were to take back.</returns>
    public int Undo(int lines = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lines);
        int taken = Math.Min(lines, _history.Count);
        Rebuild(_history.Count - taken);
        return taken;
    }

    /// <summary>Another session at the same place, for a line that is only tried.</summary>
    public FolioSession Copy() => Of(_history.Select(static s => s.Text), _verbs);

    /// <summary>The lines as a scenario file.</summary>
    public string ToText() => string.Concat(_history.Select(static s => s.Text + "\n"));

    private FolioSessionStep RunLine(string text)
    {
        FolioSessionStep step = new(_history.Count + 1, text, "", []);
        string trimmed = text.TrimStart();
        if (trimmed.Length > 0 && trimmed[0] != '#')
        {
            ScriptLine line = ScriptOperations.Resolve(ScriptParser.ParseLine(step.Line, text), _verbs);
            if (line.Verb.Text == "machine")
            {
                Begin(_isMoved ? throw line.Error(line.Verb, "the machine is built already; 'machine' must come first") : line);
            }

            int before = _recorder.Steps.Count;
            string result = _run.Run(line);
            _isMoved |= !line.IsProse && line.Verb.Text != "machine";
            step = step with { Result = result, Steps = [.. _recorder.Steps.Skip(before)] };
        }

        _history.Add(step);
        return step;
    }

    private void Begin(ScriptLine? machine)
    {
        _run = new ScriptRun(machine);
        _recorder = new StepRecorder { WatchesAll = true };
        _run.Machine.Observer = _recorder;
    }

    private void Rebuild(int lines)
    {
        string[] kept = [.. _history.Take(lines).Select(static s => s.Text)];
        _history.Clear();
        _isMoved = false;
        Begin(null);
        foreach (string line in kept)
        {
            RunLine(line);
        }
    }
}
