using FolioModel.Testing;

namespace FolioModel.Props.Exploration;

/// <summary>One step of one task of a small program: from where it stands to its next stop.</summary>
internal sealed class StepRun(SmallProgram program, ProgramState state, int task, bool fails)
{
    private readonly Instruction[] _code = program.Tasks[task];

    public bool Asked { get; private set; }

    private int Number => task + 1;

    /// <returns>What it did wrong, or null.</returns>
    public ViolationKind? Go()
    {
        if (state.Phases[task] is TaskPhase.BeforeLock or TaskPhase.BeforeSemaphore && !Resume())
        {
            return null;
        }

        state.Phases[task] = TaskPhase.Ready;
        while (state.Next[task] < _code.Length)
        {
            Instruction instruction = _code[state.Next[task]++];
            if (Wrong(instruction) is { } wrong)
            {
                return wrong;
            }

            if (state.Phases[task] != TaskPhase.Ready || instruction.Operation == Operation.Point)
            {
                return null;
            }
        }

        state.Phases[task] = TaskPhase.Done;
        return null;
    }

    /// <summary>Tries to take what it stood before.</summary>
    private bool Resume()
    {
        Instruction instruction = _code[state.Next[task] - 1];
        if (state.Phases[task] == TaskPhase.BeforeLock)
        {
            if (state.LockOwners[instruction.A] != 0)
            {
                state.Phases[task] = TaskPhase.WaitsForLock;
                return false;
            }

            state.LockOwners[instruction.A] = Number;
            return true;
        }

        bool exclusive = instruction.A == 1;
        bool free = state.Writer == 0 && state.Queue.Count == 0 && (!exclusive || Array.TrueForAll(state.Readers, static r => r == 0));
        if (!free)
        {
            state.Queue.Add((task, exclusive));
            state.Phases[task] = TaskPhase.WaitsForSemaphore;
            return false;
        }

        Take(task, exclusive);
        return true;
    }

    private ViolationKind? Wrong(Instruction instruction)
    {
        (_, int a, int b, int target) = instruction;
        switch (instruction.Operation)
        {
            case Operation.Set:
                state.Variables[a] = b;
                break;
            case Operation.Add:
                state.Variables[a] = (state.Variables[a] + b) % 4;
                break;
            case Operation.Load:
                state.Registers[task] = state.Variables[a];
                break;
            case Operation.Store:
                state.Variables[a] = state.Registers[task];
                break;
            case Operation.Unless:
                GoTo(target, state.Variables[a] != b);
                break;
            case Operation.Jump:
                GoTo(target, true);
                break;
            case Operation.Spin:
                state.Phases[task] = state.Variables[a] == b ? TaskPhase.Ready : TaskPhase.Spins;
                break;
            case Operation.Sleep when Array.IndexOf(state.LockOwners, Number) >= 0:
                return ViolationKind.KernelBug;
            case Operation.Sleep:
                state.Phases[task] = TaskPhase.Sleeps;
                break;
            case Operation.Wake:
                Wake(TaskPhase.Sleeps, t => CodeBefore(t).A == a, TaskPhase.Ready);
                break;
            case Operation.Fail:
                return SmallProgramScenario.FailsAs;
            default:
                return TakeOrGive(instruction);
        }

        return null;
    }

    private ViolationKind? TakeOrGive(Instruction instruction)
    {
        (_, int a, _, int target) = instruction;
        switch (instruction.Operation)
        {
            case Operation.Lock:
                state.Phases[task] = TaskPhase.BeforeLock;
                break;
            case Operation.Down:
                state.Phases[task] = TaskPhase.BeforeSemaphore;
                break;
            case Operation.TryLock:
                bool free = state.LockOwners[a] == 0;
                state.LockOwners[a] = free ? Number : state.LockOwners[a];
                GoTo(target, !free);
                break;
            case Operation.Unlock when state.LockOwners[a] != Number:
                return ViolationKind.KernelBug;
            case Operation.Unlock:
                state.LockOwners[a] = 0;
                Wake(TaskPhase.WaitsForLock, t => CodeBefore(t).A == a, TaskPhase.BeforeLock);
                break;
            case Operation.Up:
                GiveUp(exclusive: a == 1);
                break;
            case Operation.Allocate when !state.OwnFolios[task]:
                Asked = true;
                state.OwnFolios[task] = !fails;
                GoTo(target, fails);
                break;
            case Operation.PutOwn:
                state.OwnFolios[task] = false;
                break;
            case Operation.GetShared:
                state.SharedReferences[task]++;
                break;
            case Operation.PutShared when state.SharedReferences[task] == 0:
                return ViolationKind.Ledger;
            case Operation.PutShared:
                state.SharedReferences[task]--;
                break;
        }

        return null;
    }

    private void GoTo(int target, bool condition) => state.Next[task] = condition ? Math.Min(target, _code.Length) : state.Next[task];

    private Instruction CodeBefore(int other) => program.Tasks[other][state.Next[other] - 1];

    private void Wake(TaskPhase from, Func<int, bool> which, TaskPhase to)
    {
        for (int other = 0; other < state.Phases.Length; other++)
        {
            if (state.Phases[other] == from && which(other))
            {
                state.Phases[other] = to;
            }
        }
    }

    private void Take(int other, bool exclusive)
    {
        if (exclusive)
        {
            state.Writer = other + 1;
        }
        else
        {
            state.Readers[other]++;
        }
    }

    /// <summary>The task that waits first goes first; where that is a reader, all readers that wait go with it.</summary>
    private void GiveUp(bool exclusive)
    {
        if (exclusive)
        {
            state.Writer = 0;
        }
        else
        {
            state.Readers[task]--;
        }

        if (state.Writer != 0 || Array.Exists(state.Readers, static r => r > 0) || state.Queue.Count == 0)
        {
            return;
        }

        List<(int Task, bool Exclusive)> granted = state.Queue[0].Exclusive ? [state.Queue[0]]
            : state.Queue.FindAll(static q => !q.Exclusive);
        foreach ((int other, bool writes) in granted)
        {
            state.Queue.Remove((other, writes));
            Take(other, writes);
            state.Phases[other] = TaskPhase.Ready;
        }
    }
}
