namespace FolioModel.Show;

/// <summary>A scenario file that runs straight on, a line after the other: the machine, the tasks and the names so far.</summary>
internal sealed class ScriptRun
{
    private readonly Dictionary<string, KernelTask> _tasks = new(StringComparer.Ordinal);
    private string _result = "";

    /// <summary>Builds the machine.</summary>
    /// <param name="machine">The line that describes it, or null for the usual one.</param>
    /// <param name="generations">Whether to build it with the multi-generation LRU in place of what the line says.</param>
    public ScriptRun(ScriptLine? machine, bool generations = false)
    {
        Machine = ScriptMachine.New(machine, generations);
        World = new ScriptWorld(Machine, []) { Told = text => _result = text };
    }

    public Machine Machine { get; }

    public ScriptWorld World { get; }

    /// <summary>Runs a line. Prose and the line that describes the machine do nothing.</summary>
    /// <param name="line">The line.</param>
    /// <returns>What the operation gave, in words; empty where it gives nothing.</returns>
    /// <exception cref="BadFolioScriptException">It cannot be run. The machine may have changed meanwhile.</exception>
    public string Run(ScriptLine line)
    {
        _result = "";
        switch (line.Verb.Text)
        {
            case "machine" or "title" or "question" or "teacher" or "say" or "ask":
                break;
            case var _ when line.IsDeclaration && line.Verb.Text != "task":
                World.Declare(line);
                break;
            case "task":
                int cpu = line.Words.Count > 2 ? line.NumberAt(2, "a CPU", Machine.Options.Cpus - 1) : 0;
                KernelTask task = Machine.CreateTask(line.Word(0, "a name").Text, cpu);
                task.Group = Machine.Boot.Group;
                _tasks[task.Name] = task;
                break;
            default:
                RunOperation(Machine, World, line, TaskOf(line));
                break;
        }

        return _result;
    }

    /// <summary>Runs the operation of a line to its end, in the name of a task.</summary>
    public static void RunOperation(Machine machine, ScriptWorld world, ScriptLine line, KernelTask task)
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

    private KernelTask TaskOf(ScriptLine line) =>
        line.Task is null ? Machine.Boot
        : _tasks.TryGetValue(line.Task, out KernelTask? task) ? task
        : throw new BadFolioScriptException(line.Number, 1, $"there is no task '{line.Task}'; declare it with: task {line.Task} on 0");
}
