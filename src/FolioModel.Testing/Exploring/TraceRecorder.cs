namespace FolioModel.Testing;

/// <summary>Writes down what each step of an execution does.</summary>
internal sealed class TraceRecorder : IMachineObserver
{
    private readonly List<TraceStep> _steps = [];
    private readonly List<string> _events = [];
    private readonly SortedSet<int> _pfns = [];
    private Dictionary<string, string> _shared = [];
    private IReadOnlyList<string> _start = [];
    private string _from = "";
    private int _task;

    /// <inheritdoc/>
    public KernelEventGroups Wants => KernelEventGroups.Pages;

    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        _pfns.Add(kernelEvent.Pfn.Value);
        _events.Add(Describe(kernelEvent, machine));
    }

    /// <summary>Notes how everything stands before the first step.</summary>
    public void Start(Execution execution)
    {
        Machine machine = execution.World.Machine;
        _shared = SharedOf(execution);
        _start =
        [
            .. machine.Snapshot().Folios.Keys.Select(pfn => CountOf(machine, pfn.Value)), .. _shared.Select(
                static v => $"{v.Key} is {v.Value}"),
        ];
    }

    public void Begin(Execution execution, Move move)
    {
        _task = move.Task;
        _from = PlaceOf(execution.Runs[move.Task], move, execution.World.Machine);
        _events.Clear();
        _pfns.Clear();
    }

    public void End(Execution execution)
    {
        TaskRun run = execution.Runs[_task];
        string? then = ThenOf(run, execution);
        _steps.Add(new TraceStep(
            _steps.Count + 1, _task, _from, [.. _events], then, [.. _pfns.Select(pfn => CountOf(execution.World.Machine, pfn))])
        {
            Shared = ChangedShared(execution),
        });
    }

    private List<string> ChangedShared(Execution execution)
    {
        Dictionary<string, string> now = SharedOf(execution);
        List<string> changed = [.. now.Where(v => _shared.GetValueOrDefault(v.Key) != v.Value).Select(static v => $"{v.Key} is {v.Value}")];
        _shared = now;
        return changed;
    }

    /// <summary>The shared variables by name; several of one name are told apart by a number.</summary>
    internal static Dictionary<string, string> SharedOf(Execution execution) => execution.World.SharedVariables
        .GroupBy(static v => v.Name)
        .SelectMany(static g => g.Select((v, i) => (Name: i == 0 ? v.Name : $"{v.Name} {i + 1}", Text: v.Text())))
        .ToDictionary(static v => v.Name, static v => v.Text);

    public Trace ToTrace(ExplorationProgram scenario, Execution execution) =>
        new(scenario.Name, [.. execution.Runs.Select(run => run.Task.Name)], _steps, execution.Violation) { Start = _start };

    /// <summary>Where a task stands before a move: the point that it is about to pass.</summary>
    internal static string PlaceOf(TaskRun run, Move move, Machine machine) =>
        (run.Steps == 0 ? "begins"
            : run.Point is { } point ? $"{point}{Target(run, machine)}"
            : run.State == TaskRunState.Spinning ? "looks again" : "is woken")
        + (move.Fails ? ", allocations fail" : "");

    /// <summary>Where a task stands after a move, if it has to wait or is at its end; or null.</summary>
    internal static string? ThenOf(TaskRun run, Execution execution) => run.State switch
    {
        TaskRunState.Waiting or TaskRunState.Spinning => $"waits for {Shortened(run.WaitsFor!)}",
        TaskRunState.Done => "done",
        TaskRunState.Failed => $"{execution.Violation!.Kind}",
        _ => null,
    };

    /// <summary>The lock that a task is about to take or released, and whether it is left out on purpose.</summary>
    private static string Target(TaskRun run, Machine machine) => run.Target is KernelLock target
        ? $" {target.Name}{(machine.SkippedLock == target.Class ? " (left out)" : "")}"
        : "";

    private static string Shortened(string what) => what.Length <= 60 ? what : what[..60] + "...";

    /// <summary>An event in a few words.</summary>
    internal static string Describe(in KernelEvent e, Machine machine) => e.Kind switch
    {
        KernelEventKind.FolioLock when machine.SkippedLock == LockClass.FolioLock =>
            $"goes on as if it had locked pfn 0x{e.Pfn.Value:x} (lock left out)",
        KernelEventKind.FolioUnlock when machine.SkippedLock == LockClass.FolioLock =>
            $"goes on as if it had unlocked pfn 0x{e.Pfn.Value:x} (lock left out)",
        KernelEventKind.PageRefHandOver => $"the reference is now: {e.Holder}",
        KernelEventKind.PageRefMod => $"{e.Delta:+0;-0} {e.Function} ({e.Holder})",
        KernelEventKind.PageRefFreeze => $"freezes pfn 0x{e.Pfn.Value:x}",
        KernelEventKind.PageRefUnfreeze => $"unfreezes pfn 0x{e.Pfn.Value:x} to {e.Count}",
        KernelEventKind.MmPageAlloc => $"allocates pfn 0x{e.Pfn.Value:x}",
        KernelEventKind.MmPageFree => $"frees pfn 0x{e.Pfn.Value:x}",
        KernelEventKind.MmFilemapAddToPageCache => $"stores pfn 0x{e.Pfn.Value:x}",
        KernelEventKind.MmFilemapDeleteFromPageCache => $"removes pfn 0x{e.Pfn.Value:x}",
        KernelEventKind.FolioLock => $"locks pfn 0x{e.Pfn.Value:x}",
        KernelEventKind.FolioUnlock => $"unlocks pfn 0x{e.Pfn.Value:x}",
        _ => e.Kind.ToString(),
    };

    private static string CountOf(Machine machine, int pfn)
    {
        Folio folio = machine.PeekFolio(new Pfn(pfn));
        return folio.IsNone || folio.Pfn.Value != pfn ? $"0x{pfn:x}: free"
            : $"0x{pfn:x}: {folio.RefCount} = {SumOf(folio)}";
    }

    private static string SumOf(Folio folio) =>
        folio.RefCount > 0 ? string.Join(" + ", folio.Holders) : folio.Has(FolioFlags.Hugetlb) ? "in the pool" : "frozen";
}
