using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace FolioModel;

/// <summary>An operation with a result that runs suspended at its scheduling points; await it once, where it is started.</summary>
/// <typeparam name="T">The result.</typeparam>
[AsyncMethodBuilder(typeof(KernelWorkBuilder<>))]
public readonly struct KernelWork<T>
{
    private readonly SuspendedWork<T>? _suspended;
    private readonly T _result;
    private readonly int _use;

    /// <summary>A work that is done.</summary>
    /// <param name="result">Its result.</param>
    public KernelWork(T result) => _result = result;

    internal KernelWork(SuspendedWork<T> suspended)
    {
        _suspended = suspended;
        _use = suspended.Use;
        _result = default!;
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
        private readonly KernelWork<T> _work;

        internal Awaiter(KernelWork<T> work) => _work = work;

        /// <summary>For the compiler.</summary>
        public bool IsCompleted => _work.IsCompleted;

        /// <summary>For the compiler.</summary>
        public T GetResult() => _work._suspended is { } suspended ? suspended.TakeResult(_work._use) : _work._result;

        /// <summary>For the compiler.</summary>
        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        /// <summary>For the compiler.</summary>
        public void UnsafeOnCompleted(Action continuation) =>
            _work._suspended!.OnCompleted(new ActionContinuation(continuation), _work._use);

        void IContinuationAwaiter.OnCompleted(Continuation continuation) => _work._suspended!.OnCompleted(continuation, _work._use);
    }
}
