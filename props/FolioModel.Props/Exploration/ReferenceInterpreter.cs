using FolioModel.Testing;

namespace FolioModel.Props.Exploration;

/// <summary>
/// Says what a small program can come to: the outcomes, and what can go wrong. It goes through all states one by one and knows neither of
/// accesses nor of hashes.
/// </summary>
internal sealed class ReferenceInterpreter(SmallProgram program)
{
    private const int MostStates = 200_000;

    private readonly HashSet<string> _visited = [];
    private bool _seen;

    /// <summary>The possible values of the variables at the end.</summary>
    public SortedSet<string> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>What can go wrong.</summary>
    public SortedSet<ViolationKind> Faults { get; } = [];

    public int States => _visited.Count;

    public static string Describe(IReadOnlyList<int> variables) => string.Join(' ', variables);

    /// <param name="preemptions">How often a task that could go on may be interrupted; null for no limit.</param>
    public void Run(int? preemptions = null)
    {
        Stack<(ProgramState State, int Last, int Left)> open = new();
        ProgramState first = ProgramState.First(program);
        if (program.Never?.Holds(first.Variables) == true)
        {
            Faults.Add(ViolationKind.Invariant);
            return;
        }

        open.Push((first, -1, preemptions ?? 0));
        while (open.TryPop(out (ProgramState State, int Last, int Left) at))
        {
            string key = preemptions is null ? at.State.Key() : $"{at.State.Key()}|{at.Last}|{at.Left}";
            if (!_visited.Add(key))
            {
                continue;
            }

            Assert.That(_visited, Has.Count.LessThan(MostStates), "a program is too large");
            int[] enabled = [.. Enumerable.Range(0, program.Tasks.Count).Where(t => IsEnabled(at.State, t))];
            if (enabled.Length == 0)
            {
                End(at.State);
            }

            foreach (int task in enabled)
            {
                int cost = preemptions is not null && task != at.Last && enabled.Contains(at.Last) ? 1 : 0;
                if (cost > at.Left)
                {
                    continue;
                }

                (ProgramState next, bool asked) = Step(at.State, task, fails: false);
                Push(open, next, task, at.Left - cost);
                if (asked && at.State.FailuresLeft > 0)
                {
                    ProgramState failed = Step(at.State, task, fails: true).State;
                    failed.FailuresLeft--;
                    Push(open, failed, task, at.Left - cost);
                }
            }
        }

        if (program.Sometimes is not null && !_seen && Faults.Count == 0)
        {
            Faults.Add(ViolationKind.NeverSeen);
        }
    }

    private void Push(Stack<(ProgramState State, int Last, int Left)> open, ProgramState next, int task, int left)
    {
        if (_wrong is { } fault)
        {
            Faults.Add(fault);
            return;
        }

        if (program.Never is { } never && never.Holds(next.Variables))
        {
            Faults.Add(ViolationKind.Invariant);
            return;
        }

        open.Push((next, task, left));
    }

    private bool IsEnabled(ProgramState state, int task) => state.Phases[task] switch
    {
        TaskPhase.Ready or TaskPhase.BeforeLock or TaskPhase.BeforeSemaphore => true,
        TaskPhase.Spins => program.Tasks[task][state.Next[task] - 1] is var spin && state.Variables[spin.A] == spin.B,
        _ => false,
    };

    /// <summary>The mistake of the last step, or null.</summary>
    private ViolationKind? _wrong;

    private void End(ProgramState state)
    {
        if (!Array.TrueForAll(state.Phases, static p => p == TaskPhase.Done))
        {
            Faults.Add(ViolationKind.Deadlock);
            return;
        }

        // Of what is wrong at one end, the first thing is reported.
        if (Array.Exists(state.LockOwners, static o => o != 0) || state.Writer != 0 || Array.Exists(state.Readers, static r => r != 0))
        {
            Faults.Add(ViolationKind.LockLeft);
        }
        else if (Array.Exists(state.OwnFolios, static o => o) || Array.Exists(state.SharedReferences, static r => r > 0))
        {
            Faults.Add(ViolationKind.Leak);
        }
        else if (program.NotAtEnd is { } claim && claim.Holds(state.Variables))
        {
            Faults.Add(ViolationKind.AtEnd);
        }

        _seen |= program.Sometimes?.Holds(state.Variables) == true;
        Outcomes.Add(Describe(state.Variables));
    }

    private (ProgramState State, bool Asked) Step(ProgramState before, int task, bool fails)
    {
        ProgramState state = before.Copy();
        StepRun run = new(program, state, task, fails);
        _wrong = run.Go();
        return (state, run.Asked);
    }
}
