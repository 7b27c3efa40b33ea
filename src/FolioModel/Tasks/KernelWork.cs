using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace FolioModel;

/// <summary>An operation that runs suspended at its scheduling points; await it once, where it is started.</summary>
/// <remarks>
/// Costs no allocation when it completes at once, and none in the long run when it is suspended. It runs on the machine's own thread: no
/// thread pool, no synchronisation context. What runs it is a <see cref="TaskRun"/>; without one it runs straight to its end.
/// </remarks>
[AsyncMethodBuilder(typeof(KernelWorkBuilder))]
public readonly struct KernelWork
{
    private readonly SuspendedWork<ValueTuple>? _suspended;
    private readonly int _use;

    internal KernelWork(SuspendedWork<ValueTuple> suspended)
    {
        _suspended = suspended;
        _use = suspended.Use;
    }

    /// <summary>Whether it is done.</summary>
    public bool IsCompleted => _suspended is null || _suspended.IsDone;

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Awaiter GetAwaiter() => new(this);

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public readonly struct Awaiter : ICriticalNotifyCompletion, IContinuationAwaiter
    {
        private readonly KernelWork _work;

        internal Awaiter(KernelWork work) => _work = work;

        /// <summary>For the compiler.</summary>
        public bool IsCompleted => _work.IsCompleted;

        /// <summary>For the compiler.</summary>
        public void GetResult() => _work._suspended?.TakeResult(_work._use);

        /// <summary>For the compiler.</summary>
        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        /// <summary>For the compiler.</summary>
        public void UnsafeOnCompleted(Action continuation) =>
            _work._suspended!.OnCompleted(new ActionContinuation(continuation), _work._use);

        void IContinuationAwaiter.OnCompleted(Continuation continuation) => _work._suspended!.OnCompleted(continuation, _work._use);
    }
}
