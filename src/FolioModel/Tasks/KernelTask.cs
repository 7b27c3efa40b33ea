using FolioModel.Groups;

namespace FolioModel;

/// <summary>A thread of control that runs operations, with a CPU, a pending signal and references of its own.</summary>
/// <remarks>Models <c>struct task_struct</c> as far as memory management looks at it.</remarks>
[SharedState("signals of {Name}")]
public sealed partial class KernelTask : ISharedState
{
    private readonly Machine _machine;

    internal KernelTask(Machine machine, int id, string name, int cpu)
    {
        _machine = machine;
        _stateNumber = machine.NewStateNumber();
        Id = id;
        Name = name;
        Cpu = cpu;
    }

    internal Machine Machine => _machine;

    /// <summary>Number of the task, from 1.</summary>
    public int Id { get; }

    /// <summary>Name of the task, as reports show it.</summary>
    public string Name { get; }

    /// <summary>The CPU it runs on: whose batches and page lists its operations use.</summary>
    [NotShared("changes between the steps of the task itself only")]
    public int Cpu { get; internal set; }

    /// <summary>A signal is pending (<c>signal_pending</c>): interruptible operations stop with <see cref="Errno.EINTR"/>.</summary>
    [Shared]
    public partial bool SignalPending { get; set; }

    /// <summary>The pending signal kills (<c>fatal_signal_pending</c>).</summary>
    [Shared]
    public partial bool FatalSignalPending { get; set; }

    /// <summary>The task reclaims memory itself and may use all reserves (<c>PF_MEMALLOC</c>).</summary>
    [NotShared("only the task itself looks at it")]
    public bool MemAlloc { get; set; }

    /// <summary>
    /// The task's process is being ended for want of memory, so it may use half of the reserve (<c>tsk_is_oom_victim</c>).
    /// </summary>
    [NotShared("only the task itself looks at it")]
    public bool IsOutOfMemoryVictim { get; internal set; }

    /// <summary>The memory control group that the task's charges go to; null for the root.</summary>
    [NotShared("set by the code that runs the task, not by operations")]
    public MemoryGroup? Group { get; set; }

    /// <summary>
    /// Pages that the task charged above a high limit and has to reclaim on its way out of the kernel (<c>memcg_nr_pages_over_high</c>).
    /// </summary>
    [NotShared("the task alone looks at it")]
    internal long PagesOverHigh { get; set; }

    /// <summary>The task is in a page fault of an area whose uses say something (<c>in_lru_fault</c>): new folios are hot.</summary>
    [NotShared("the task alone looks at it")]
    internal bool InFault { get; set; }

    /// <summary>The task puts a folio into a swap cache, whose tree nodes are charged to no group.</summary>
    [NotShared("the task alone looks at it")]
    internal bool InSwapCache { get; set; }

    /// <summary>
    /// The task reclaims and has the storage of a page-table walk at hand: what is found near a used page is moved at once, without a
    /// batch (<c>reclaim_state.mm_walk</c>).
    /// </summary>
    [NotShared("the task's own, while it reclaims")]
    internal bool HasPageTableWalk { get; set; }

    /// <summary>The function the task is in, as owners and programs name it with <see cref="Enter"/>; null outside all of them.</summary>
    /// <remarks>The ledger books references on it: it is the function that will drop them.</remarks>
    [NotShared("for reports: nothing depends on it")]
    public string? Function { get; private set; }

    /// <summary>
    /// The operation of the core that <see cref="Function"/> has called, by its kernel function; null between operations, and null on a
    /// machine without ledger, observer and monitor. Where operations call each other it is the outermost.
    /// </summary>
    [NotShared("for reports: nothing depends on it")]
    public string? Operation { get; private set; }

    /// <summary>
    /// On whose behalf the task runs: its <see cref="Function"/>, else its <see cref="Operation"/>, else its own program.
    /// </summary>
    public string Caller => Function ?? Operation ?? $"program of {Name}";

    /// <summary>" in" a function, for a report; empty where the task was in none.</summary>
    internal static string In(string? function) => function is null ? "" : $" in {function}";

    /// <summary>Names the function the task is in until the scope ends, for reports and the ledger.</summary>
    /// <param name="function">The kernel function modelled.</param>
    public FunctionScope Enter(string function)
    {
        FunctionScope scope = new(this, Function, Operation);
        Function = function;
        Operation = null;
        return scope;
    }

    /// <summary>Names the operation that runs until the scope ends, unless one runs already.</summary>
    internal OperationScope BeginOperation(string operation)
    {
        if (Operation is not null)
        {
            return default;
        }

        Operation = operation;
        return new OperationScope(this);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Restores the function's name that was in force before.</summary>
    public readonly struct FunctionScope : IDisposable
    {
        private readonly KernelTask _task;
        private readonly string? _function;
        private readonly string? _operation;

        internal FunctionScope(KernelTask task, string? function, string? operation)
        {
            _task = task;
            _function = function;
            _operation = operation;
        }

        /// <summary>Ends the scope.</summary>
        public void Dispose()
        {
            _task.Function = _function;
            _task.Operation = _operation;
        }
    }

    /// <summary>Ends the outermost operation; the default value ends nothing.</summary>
    internal readonly struct OperationScope(KernelTask task) : IDisposable
    {
        /// <summary>Ends the scope.</summary>
        public void Dispose()
        {
            if (task is not null)
            {
                task.Operation = null;
            }
        }
    }
}
