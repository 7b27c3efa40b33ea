namespace FolioModel.Show;

/// <summary>Collects what the last step of an execution does.</summary>
internal sealed class StepEvents : IMachineObserver
{
    private readonly List<GraphEvent> _events = [];
    private string _from = "";
    private bool _isOn;

    /// <inheritdoc/>
    public KernelEventGroups Wants => KernelEventGroups.Pages;

    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        if (_isOn)
        {
            bool counts = kernelEvent.Kind is KernelEventKind.PageRefMod or KernelEventKind.PageRefHandOver;
            _events.Add(new GraphEvent(
                TraceRecorder.Describe(kernelEvent, machine), kernelEvent.Kind.ToString(), kernelEvent.Pfn.Value, kernelEvent.Delta,
                counts ? kernelEvent.Holder?.Name : null, kernelEvent.Function));
        }
    }

    public void Begin(Execution execution, Move move)
    {
        _isOn = true;
        _from = TraceRecorder.PlaceOf(execution.Runs[move.Task], move, execution.World.Machine);
    }

    public GraphStep End(Execution execution, Move move, int? to) =>
        new(move.ToString(), to, _from, TraceRecorder.ThenOf(execution.Runs[move.Task], execution), [.. _events]);
}
