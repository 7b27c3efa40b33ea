namespace FolioModel.Testing;

/// <summary>Writes down what each step of an execution does.</summary>
internal sealed class TraceRecorder : IMachineObserver
{
    private readonly List<TraceStep> _steps = [];
    private readonly List<string> _events = [];
    private readonly SortedSet<int> _pfns = [];
    private string _from = "";
    private int _task;

    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        _pfns.Add(kernelEvent.Pfn.Value);
        _events.Add(Describe(kernelEvent));
    }

    public void Begin(Execution execution, Move move)
    {
        TaskRun run = execution.Runs[move.Task];
        _task = move.Task;
        _from = run.Steps == 0 ? "begins"
            : run.Point is { } point ? $"{point}{Target(run)}"
            : run.State == TaskRunState.Spinning ? "looks again" : "is woken";
        _from += move.Fails ? ", allocations fail" : "";
        _events.Clear();
        _pfns.Clear();
    }

    public void End(Execution execution)
    {
        TaskRun run = execution.Runs[_task];
        string? then = run.State switch
        {
            TaskRunState.Waiting or TaskRunState.Spinning => $"waits for {Shortened(run.WaitsFor!)}",
            TaskRunState.Done => "done",
            TaskRunState.Failed => $"{execution.Violation!.Kind}",
            _ => null,
        };
        _steps.Add(new TraceStep(
            _steps.Count + 1, _task, _from, [.. _events], then, [.. _pfns.Select(pfn => CountOf(execution.World.Machine, pfn))]));
    }

    public Trace ToTrace(ExplorationProgram scenario, Execution execution) =>
        new(scenario.Name, [.. execution.Runs.Select(run => run.Task.Name)], _steps, execution.Violation);

    private static string Target(TaskRun run) => run.Target switch
    {
        SpinLock spin => $" {spin.Name}",
        RwSemaphore semaphore => $" {semaphore.Name}",
        _ => "",
    };

    private static string Shortened(string what) => what.Length <= 60 ? what : what[..60] + "...";

    private static string Describe(in KernelEvent e) => e.Kind switch
    {
        KernelEventKind.PageRefMod => $"{e.Delta:+0;-0} {e.Function} ({e.Holder.Name})",
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
            : $"0x{pfn:x}: {folio.RefCount} = "
                + $"{(folio.RefCount > 0 ? string.Join(" + ", folio.Holders) : folio.Has(FolioFlags.Hugetlb) ? "in the pool" : "frozen")}";
    }
}
