namespace FolioModel.Show;

/// <summary>A scenario file: a machine, files, tasks and what they do, a line each, with prose and questions between.</summary>
/// <remarks>docs/learn/scenario-files.md describes the language.</remarks>
/// <example>
/// <code>
/// FolioScript script = FolioScript.Parse("""
///     file data
///     grab data 5 as f
///     ask What is the count of f?
///     unlock f
///     put f
///     """, "my-first");
/// File.WriteAllText("my-first.html", ShowPage.Write(script.Run()));
/// </code>
/// </example>
public sealed class FolioScript
{
    private readonly IReadOnlyList<ScriptLine> _lines;
    private readonly string[] _source;

    private FolioScript(string name, IReadOnlyList<ScriptLine> lines, string[] source)
    {
        Name = name;
        _lines = lines;
        _source = source;
    }

    /// <summary>The scenario's name.</summary>
    public string Name { get; }

    /// <summary>The forms of all operations.</summary>
    public static IReadOnlyList<string> Operations => [.. ScriptOperations.Forms];

    /// <summary>The forms of the lines that declare the machine and what is in it.</summary>
    public static IReadOnlyList<string> Declarations =>
    [
        ScriptMachine.Form, "file NAME [pages=N] [order=N] [unevictable=1]", "process NAME", "task NAME [on CPU]",
    ];

    /// <summary>The file's text, a line each.</summary>
    public IReadOnlyList<string> Source => _source;

    /// <summary>The sheet for teachers: the lines that begin with <c>teacher</c>.</summary>
    public IReadOnlyList<string> TeacherSheet => [.. _lines.Where(static l => l.Verb.Text == "teacher").Select(static l => l.Prose)];

    /// <summary>The title, or the name.</summary>
    public string Title => _lines.FirstOrDefault(static l => l.Verb.Text == "title")?.Prose ?? Name;

    /// <summary>Reads a scenario file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="name">Its name.</param>
    /// <param name="verbs">Verbs that owners add, or null for none.</param>
    /// <exception cref="BadFolioScriptException">It has a mistake; the exception says where.</exception>
    public static FolioScript Parse(string text, string name, IReadOnlyList<ScriptVerb>? verbs = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ScriptLine[] lines = [.. ScriptParser.Parse(text).Select(line => ScriptOperations.Resolve(line, verbs ?? []))];
        return new FolioScript(name, lines, text.ReplaceLineEndings("\n").TrimEnd().Split('\n'));
    }

    /// <summary>Runs it, line by line, and records the trace.</summary>
    /// <exception cref="BadFolioScriptException">A line cannot be run; the exception says which and why.</exception>
    public FolioTrace Run()
    {
        ScriptRun run = new(MachineLine);
        FolioTraceRecorder recorder = FolioTraceRecorder.Attach(run.Machine);
        ScriptTwin? twin = ScriptTwin.Of(run, MachineLine);
        List<(int Step, string Text)> sections = [];
        List<(int Step, string Question)> questions = [];
        foreach (ScriptLine line in _lines)
        {
            recorder.Line = line.Number;
            if (recorder.Steps == 0 && (line.Verb.Text == "ask" || IsAction(line)))
            {
                recorder.Note("at first");
            }

            run.Run(line);
            twin?.Run(line);
            if (line.Verb.Text is "say" or "ask")
            {
                (line.Verb.Text == "say" ? sections : questions).Add((recorder.Steps, line.Prose));
            }
            else if (IsAction(line))
            {
                recorder.NoteChange($"after: {line.Text.Trim()}");
                twin?.Note(recorder.Steps - 1, line);
            }
        }

        recorder.Note("the end");
        FolioTrace trace = recorder.ToTrace(new FolioTraceHead(Name, sections.Count > 0 ? "lesson" : "program")
        {
            Question = Question,
            Remarks = [],
            Source = _source,
            Questions = questions,
            Sections = sections,
        });
        trace.Twin = twin?.ToJson();
        return trace;
    }

    /// <summary>Runs it as a scenario of <c>folio explain</c>: the steps of every folio, without pictures.</summary>
    public Explanation Explain()
    {
        StepRecorder recorder = new() { WatchesAll = true };
        ScriptRun run = new(MachineLine);
        run.Machine.Observer = recorder;
        List<string> results = [];
        foreach (ScriptLine line in _lines)
        {
            if (run.Run(line) is { Length: > 0 } result && IsAction(line))
            {
                results.Add($"Line {line.Number}, {line.Text.Trim()}: {result}");
            }
        }

        return new Explanation(Name, Question, run.Machine.Profile.Name, 0, "", recorder.Steps, EndOf(run.World), results);
    }

    private static string EndOf(ScriptWorld world)
    {
        string[] alive =
        [
            .. world.NamedFolios.Where(static f => f.Value.IsAlive).OrderBy(static f => f.Key, StringComparer.Ordinal).Select(static f =>
                $"{f.Key} has {f.Value.RefCount} = {string.Join(" + ", f.Value.Holders.Select(static h => $"{h.Kind.Name} {h.Count}"))}"),
        ];
        return alive.Length == 0 ? "At the end no folio with a name is alive." : $"At the end {string.Join("; ", alive)}.";
    }

    private string Question => _lines.FirstOrDefault(static l => l.Verb.Text == "question")?.Prose ?? Title;

    /// <summary>The file as a program to explore: each task's lines in order, in every interleaving with the others'.</summary>
    /// <remarks>Lines without a task are run first, by themselves.</remarks>
    public ExplorationProgram ToProgram() => new(Name, Title, world =>
    {
        ScriptWorld script = new(world.Machine, Names);
        foreach (ScriptLine line in _lines.Where(static l => l.IsDeclaration && l.Verb.Text is not ("machine" or "task")))
        {
            script.Declare(line);
        }

        foreach (ScriptLine line in Actions.Where(static l => l.Task is null))
        {
            ScriptRun.RunOperation(world.Machine, script, line, world.Machine.Boot);
        }

        foreach (IGrouping<string, ScriptLine> task in Actions.Where(static l => l.Task is not null).GroupBy(static l => l.Task!))
        {
            ScriptLine[] lines = [.. task];
            world.Task(task.Key, () => RunAll(script, lines));
        }
    })
    {
        Pages = ScriptMachine.PagesOf(MachineLine),
        Cpus = MachineLine is null ? 3 : Math.Max(2, ScriptMachine.CpusOf(MachineLine)),
        Profile = ScriptMachine.ProfileOf(MachineLine),
    };

    private ScriptLine? MachineLine => _lines.FirstOrDefault(static l => l.Verb.Text == "machine");

    private IEnumerable<ScriptLine> Actions => _lines.Where(IsAction);

    private IEnumerable<string> Names =>
        _lines.Where(static l => l.Result is not null && l.Verb.Text != "map").Select(static l => l.Result!.Value.Text);

    private static bool IsAction(ScriptLine line) => !line.IsProse && !line.IsDeclaration;

    private static async KernelWork RunAll(ScriptWorld world, ScriptLine[] lines)
    {
        foreach (ScriptLine line in lines)
        {
            await ScriptOperations.Run(world, line);
        }
    }
}
