namespace FolioModel.Cli.Conform.Processes;

internal static partial class ProcessOperations
{
    private const int SigBusPoisoned = 4;
    private const int Simulated = 32;

    private static void RegisterFailure(Dictionary<string, Action<ProcessState, RecordedLine>> handlers)
    {
        handlers.Add("memory_failure", (state, arguments) =>
        {
            arguments.Demand("flags", Simulated, "MF_SW_SIMULATED: no hardware failed");
            Return(state, state.Machine.MemoryFailure(FrameOf(state, arguments)));
        });
        handlers.Add("soft_offline", (state, arguments) => Return(state, state.Machine.SoftOffline(FrameOf(state, arguments))));
        handlers.Add("unpoison", (state, arguments) => Return(state, state.Machine.Unpoison(FrameOf(state, arguments))));
    }

    private static void FailMemory(ProcessState state, RecordedLine arguments, VirtualPage first, long pages)
    {
        for (VirtualPage page = first; page < first + pages; page += 1)
        {
            RememberFrame(state, (long)state.Parent.AreaAt(page)!.IndexOf(page).Value);
        }

        MemoryFailureResult result = state.Parent.FailMemory(first, pages);
        Return(state, result.Error);
        state.SignalsReceived = result.Killed ? 1 : 0;
        state.SignalCode = result.Killed ? SigBusPoisoned : 0;
    }

    /// <summary>The frame that a page of the file is in; a page that is there no more was in the one it was last seen in.</summary>
    private static Pfn FrameOf(ProcessState state, RecordedLine arguments)
    {
        long page = arguments.Int64("page", 0);
        RememberFrame(state, page);
        return state.Frames.TryGetValue(page, out Pfn frame) ? frame
            : throw arguments.Malformed("page", "expected a page that the file has or had");
    }

    private static void RememberFrame(ProcessState state, long page)
    {
        PageIndex index = new((ulong)page);
        if (state.File?.Mapping.Pages.Peek(index) is { IsFolio: true } entry)
        {
            state.Frames[page] = entry.Folio.PfnOf(index);
        }
    }
}
