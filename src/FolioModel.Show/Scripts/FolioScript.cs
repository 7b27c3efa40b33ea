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
    private static readonly string[] s_prose = ["say", "ask", "title", "question", "teacher"];
    private static readonly string[] s_declarations = ["machine", "file", "process", "task"];

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

    /// <summary>The sheet for teachers: the lines that begin with <c>teacher</c>.</summary>
    public IReadOnlyList<string> TeacherSheet => [.. _lines.Where(static l => l.Verb.Text == "teacher").Select(static l => l.Prose)];

    /// <summary>The title, or the name.</summary>
    public string Title => _lines.FirstOrDefault(static l => l.Verb.Text == "title")?.Prose ?? Name;

    /// <summary>Reads a scenario file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="BadFolioScriptException">It has a mistake; the exception says where.</exception>
    public static FolioScript Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        IReadOnlyList<ScriptLine> lines = ScriptParser.Parse(text);
        foreach (ScriptLine line in lines.Where(static l => !s_prose.Contains(l.Verb.Text) && !s_declarations.Contains(l.Verb.Text)))
        {
            ScriptOperations.Check(line);
        }

        return new FolioScript(name, lines, text.ReplaceLineEndings("\n").TrimEnd().Split('\n'));
    }

    /// <summary>Runs it, line by line, and records the trace.</summary>
    /// <exception cref="BadFolioScriptException">A line cannot be run; the exception says which and why.</exception>
    public FolioTrace Run()
    {
        Machine machine = NewMachine();
        FolioTraceRecorder recorder = FolioTraceRecorder.Attach(machine);
        List<(int Step, string Text)> sections = [];
        List<(int Step, string Question)> questions = [];
        RunLines(machine, recorder, (verb, prose) => (verb == "say" ? sections : questions).Add((recorder.Steps, prose)));
        recorder.Note("the end");
        return recorder.ToTrace(new FolioTraceHead(Name, sections.Count > 0 ? "lesson" : "program")
        {
            Question = _lines.FirstOrDefault(static l => l.Verb.Text == "question")?.Prose ?? Title,
            Remarks = [],
            Source = _source,
            Questions = questions,
            Sections = sections,
        });
    }

    /// <summary>Runs it as a scenario of <c>folio explain</c>: the steps of every folio, without pictures.</summary>
    public Explanation Explain()
    {
        StepRecorder recorder = new() { WatchesAll = true };
        Machine machine = NewMachine();
        machine.Observer = recorder;
        RunLines(machine, null, static (_, _) => { });
        return new Explanation(Name, Title, machine.Profile.Name, 0, "", recorder.Steps, $"{recorder.Steps.Count} steps.", []);
    }

    /// <summary>The file as a program to explore: each task's lines in order, in every interleaving with the others'.</summary>
    /// <remarks>Lines without a task are run first, by themselves.</remarks>
    public ExplorationProgram ToProgram() => new(Name, Title, world =>
    {
        ScriptWorld script = new(world.Machine, Names);
        Dictionary<string, KernelTask> tasks = new(StringComparer.Ordinal);
        foreach (ScriptLine line in _lines.Where(static l => l.Verb.Text is "file" or "process"))
        {
            script.Declare(line);
        }

        foreach (ScriptLine line in Actions.Where(static l => l.Task is null))
        {
            RunLine(world.Machine, script, line, world.Machine.Boot);
        }

        foreach (IGrouping<string, ScriptLine> task in Actions.Where(static l => l.Task is not null).GroupBy(static l => l.Task!))
        {
            ScriptLine[] lines = [.. task];
            world.Task(task.Key, () => RunAll(script, lines));
        }
    })
    {
        Pages = Machine("pages", 64, 65536),
        Cpus = Math.Max(2, Machine("cpus", 3, 16)),
    };

    private void RunLines(Machine machine, FolioTraceRecorder? recorder, Action<string, string> prose)
    {
        ScriptWorld world = new(machine, Names);
        Dictionary<string, KernelTask> tasks = new(StringComparer.Ordinal);
        foreach (ScriptLine line in _lines)
        {
            if (recorder is not null)
            {
                recorder.Line = line.Number;
            }

            switch (line.Verb.Text)
            {
                case "machine" or "title" or "question" or "teacher":
                    break;
                case "task":
                    int cpu = line.Words.Count > 2 ? line.NumberAt(2, "a CPU", machine.Options.Cpus - 1) : 0;
                    tasks[line.Word(0, "a name").Text] = machine.CreateTask(line.Word(0, "a name").Text, cpu);
                    break;
                case "file" or "process":
                    world.Declare(line);
                    break;
                case "say" or "ask":
                    prose(line.Verb.Text, line.Prose);
                    break;
                default:
                    RunLine(machine, world, line, TaskOf(machine, tasks, line));
                    recorder?.NoteChange($"after: {line.Text.Trim()}");
                    break;
            }
        }
    }

    private IEnumerable<ScriptLine> Actions =>
        _lines.Where(static l => !s_prose.Contains(l.Verb.Text) && !s_declarations.Contains(l.Verb.Text));

    private IEnumerable<string> Names =>
        _lines.Where(static l => l.Result is not null && l.Verb.Text != "map").Select(static l => l.Result!.Value.Text);

    private static async KernelWork RunAll(ScriptWorld world, ScriptLine[] lines)
    {
        foreach (ScriptLine line in lines)
        {
            await ScriptOperations.Run(world, line);
        }
    }

    private static void RunLine(Machine machine, ScriptWorld world, ScriptLine line, KernelTask task)
    {
        TaskRun run = machine.Begin(task, () => ScriptOperations.Run(world, line));
        while (run.CanGoOn && run.State != TaskRunState.Spinning)
        {
            run.Resume();
        }

        if (run.Error is { } error)
        {
            throw error as BadFolioScriptException ?? line.Error(line.Verb, error.Message);
        }

        if (!run.IsOver)
        {
            throw line.Error(line.Verb, $"'{line.Verb.Text}' would wait for {run.WaitsFor} for ever: lines run one after the other");
        }
    }

    private static KernelTask TaskOf(Machine machine, Dictionary<string, KernelTask> tasks, ScriptLine line) =>
        line.Task is null ? machine.Boot
        : tasks.TryGetValue(line.Task, out KernelTask? task) ? task
        : throw new BadFolioScriptException(line.Number, 1, $"there is no task '{line.Task}'; declare it with: task {line.Task} on 0");

    private Machine NewMachine() => new(new MachineOptions
    {
        Pages = Machine("pages", 64, 65536),
        Cpus = Math.Max(1, Machine("cpus", 2, 16)),
        Profile = ProfileOf(),
        PerCpuHigh = Machine("percpu", -1, 1 << 16) is >= 0 and int high ? high : null,
        Ledger = true,
        LockChecking = true,
    });

    private KernelProfile ProfileOf()
    {
        ScriptLine? line = _lines.FirstOrDefault(static l => l.Verb.Text == "machine");
        if (line is null || !line.Options.TryGetValue("profile", out ScriptWord name))
        {
            return KernelProfile.Linux612;
        }

        return KernelProfile.Find(name.Text)
            ?? throw line.Error(
                name,
                $"there is no profile '{name.Text}'; expected one of {string.Join(", ", KernelProfile.All.Select(static p => p.Name))}");
    }

    /// <summary>An option of the machine that stands in the file, or what it is otherwise.</summary>
    private int Machine(string option, int otherwise, int most) =>
        _lines.FirstOrDefault(static l => l.Verb.Text == "machine")?.Option(option, otherwise, most) ?? otherwise;
}
