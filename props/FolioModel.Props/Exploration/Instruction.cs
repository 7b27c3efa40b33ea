namespace FolioModel.Props.Exploration;

/// <summary>What an instruction of a small program does. A task runs from one stop to the next without being interrupted.</summary>
internal enum Operation
{
    /// <summary>Stops: other tasks may run.</summary>
    Point,

    /// <summary>Variable A becomes B.</summary>
    Set,

    /// <summary>Variable A grows by B, modulo 4.</summary>
    Add,

    /// <summary>The task's register becomes variable A.</summary>
    Load,

    /// <summary>Variable A becomes the task's register.</summary>
    Store,

    /// <summary>Goes to Target unless variable A is B.</summary>
    Unless,

    /// <summary>Goes to Target.</summary>
    Jump,

    /// <summary>Stops, then takes spin lock A.</summary>
    Lock,

    /// <summary>Takes spin lock A if it is free; otherwise goes to Target.</summary>
    TryLock,

    /// <summary>Releases spin lock A.</summary>
    Unlock,

    /// <summary>Stops, then takes the semaphore, shared where A is 0, exclusively where it is 1.</summary>
    Down,

    /// <summary>Gives the semaphore up, as <see cref="Down"/>.</summary>
    Up,

    /// <summary>Sleeps until a task wakes those who sleep on A.</summary>
    Sleep,

    /// <summary>Wakes those who sleep on A.</summary>
    Wake,

    /// <summary>Spins as long as variable A is not B.</summary>
    Spin,

    /// <summary>Allocates a folio, if the task has none; goes to Target if that fails.</summary>
    Allocate,

    /// <summary>Drops the reference to the folio that was allocated, if there is one.</summary>
    PutOwn,

    /// <summary>Takes a reference to the folio that all tasks share.</summary>
    GetShared,

    /// <summary>Drops a reference to the folio that all tasks share.</summary>
    PutShared,

    /// <summary>Fails.</summary>
    Fail,
}

/// <summary>An instruction.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="A">A variable, a lock, a key.</param>
/// <param name="B">A value.</param>
/// <param name="Target">Number of an instruction of the same task, to go on with.</param>
internal readonly record struct Instruction(Operation Operation, int A = 0, int B = 0, int Target = 0)
{
    public override string ToString() => Operation switch
    {
        Operation.Point or Operation.PutOwn or Operation.GetShared or Operation.PutShared or Operation.Fail => $"{Operation}",
        Operation.Set or Operation.Add or Operation.Spin => $"{Operation} v{A} {B}",
        Operation.Load or Operation.Store => $"{Operation} v{A}",
        Operation.Unless => $"Unless v{A}={B} goto {Target}",
        Operation.Jump or Operation.Allocate => $"{Operation} {Target}",
        Operation.TryLock => $"TryLock {A} else {Target}",
        _ => $"{Operation} {A}",
    };
}

/// <summary>What must not be, or must be seen: variable A is B and variable C is D.</summary>
internal readonly record struct Claim(int A, int B, int C, int D)
{
    public bool Holds(IReadOnlyList<int> variables) => variables[A] == B && variables[C] == D;

    public override string ToString() => $"v{A}={B} and v{C}={D}";
}

/// <summary>A small program of two to four tasks, with what is claimed of it.</summary>
/// <param name="Tasks">The instructions of each task.</param>
/// <param name="Failures">How many allocations may fail.</param>
/// <param name="Never">What must never be, or null.</param>
/// <param name="NotAtEnd">What must not be at the end, or null.</param>
/// <param name="Sometimes">What must be at the end of some execution, or null.</param>
internal sealed record SmallProgram(IReadOnlyList<Instruction[]> Tasks, int Failures, Claim? Never, Claim? NotAtEnd, Claim? Sometimes)
{
    public const int Variables = 3;

    public const int Locks = 2;

    public override string ToString() =>
        string.Join('\n',
            Tasks.Select(static (code, i) => $"{(char)('a' + i)}: {string.Join("; ", code.Select(static (c, j) => $"{j}: {c}"))}"))
        + $"\nfailures {Failures}, never {Never}, not at the end {NotAtEnd}, sometimes {Sometimes}";
}
