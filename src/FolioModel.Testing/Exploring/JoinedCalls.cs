namespace FolioModel.Testing;

/// <summary>
/// Finds the steps in which a task makes several calls: between these calls no other task can run, even if the search is exhaustive.
/// </summary>
/// <remarks>
/// Only awaited operations stop. A call such as <c>folio.Put()</c> behind one belongs to the operation's last step. Calls are told apart by
/// what they change, in one run of the program; a call that only reads is not seen.
/// </remarks>
public sealed class JoinedCalls : IMachineObserver
{
    private readonly List<string> _calls = [];

    private JoinedCalls()
    {
    }

    /// <summary>The steps with several calls, a line each; none where every call can be interrupted.</summary>
    /// <param name="program">The program: its tasks run one after the other.</param>
    public static IReadOnlyList<string> In(ExplorationProgram program)
    {
        JoinedCalls joined = new();
        Execution execution = new(program, joined);
        List<string> found = [];
        while (!execution.IsOver && execution.Violation is null && execution.EnabledMoves() is [var first, ..] moves)
        {
            int same = moves.FindIndex(m => m.Task == execution.LastTask);
            Move move = same >= 0 ? moves[same] : first;
            joined._calls.Clear();
            execution.Step(move);
            if (joined._calls.Count > 1)
            {
                string task = execution.Runs[move.Task].Task.Name;
                found.Add($"task {task} makes {joined._calls.Count} calls in one step: {string.Join(", ", joined._calls)}");
            }
        }

        return [.. found.Distinct()];
    }

    /// <inheritdoc/>
    KernelEventGroups IMachineObserver.Wants => KernelEventGroups.Pages;

    /// <inheritdoc/>
    void IMachineObserver.OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        if (kernelEvent.Kind is KernelEventKind.MmPageFree or KernelEventKind.MmPageAlloc or KernelEventKind.PageRefHandOver)
        {
            return;
        }

        string call = machine.Current.Operation ?? machine.Current.Function ?? kernelEvent.Function;
        bool isOwn = machine.Current.Operation is null && machine.Current.Function is null;
        if (_calls.Count == 0 || _calls[^1] != call || isOwn)
        {
            _calls.Add(call);
        }
    }
}
