using System.Text;

namespace FolioModel.Props.Exploration;

/// <summary>Where one task of a small program stands.</summary>
internal enum TaskPhase
{
    Ready,
    BeforeLock,
    WaitsForLock,
    BeforeSemaphore,
    WaitsForSemaphore,
    Sleeps,
    Spins,
    Done,
}

/// <summary>A state of a small program, written down without anything of the model or the explorer.</summary>
internal sealed class ProgramState
{
    public required int[] Variables { get; init; }

    /// <summary>Number of the task that holds each spin lock, from 1; 0 for none.</summary>
    public required int[] LockOwners { get; init; }

    /// <summary>Number of the task that holds the semaphore exclusively, from 1; 0 for none.</summary>
    public int Writer { get; set; }

    /// <summary>How often each task holds the semaphore shared.</summary>
    public required int[] Readers { get; init; }

    public required List<(int Task, bool Exclusive)> Queue { get; init; }

    public required int[] Next { get; init; }

    public required TaskPhase[] Phases { get; init; }

    public required int[] Registers { get; init; }

    public required bool[] OwnFolios { get; init; }

    public required int[] SharedReferences { get; init; }

    public int FailuresLeft { get; set; }

    public static ProgramState First(SmallProgram program)
    {
        int tasks = program.Tasks.Count;
        return new ProgramState
        {
            Variables = new int[SmallProgram.Variables],
            LockOwners = new int[SmallProgram.Locks],
            Readers = new int[tasks],
            Queue = [],
            Next = new int[tasks],
            Phases = new TaskPhase[tasks],
            Registers = new int[tasks],
            OwnFolios = new bool[tasks],
            SharedReferences = new int[tasks],
            FailuresLeft = program.Failures,
        };
    }

    public ProgramState Copy() => new()
    {
        Variables = [.. Variables],
        LockOwners = [.. LockOwners],
        Writer = Writer,
        Readers = [.. Readers],
        Queue = [.. Queue],
        Next = [.. Next],
        Phases = [.. Phases],
        Registers = [.. Registers],
        OwnFolios = [.. OwnFolios],
        SharedReferences = [.. SharedReferences],
        FailuresLeft = FailuresLeft,
    };

    /// <summary>A text that is the same for equal states only.</summary>
    public string Key()
    {
        StringBuilder key = new();
        foreach (int[] part in new[] { Variables, LockOwners, Readers, Next, Registers, SharedReferences })
        {
            key.AppendJoin(',', part).Append('|');
        }

        key.AppendJoin(',', Phases.Select(static p => (int)p)).Append('|').AppendJoin(',', OwnFolios).Append('|');
        return key.AppendJoin(',', Queue).Append('|').Append(Writer).Append('|').Append(FailuresLeft).ToString();
    }
}
