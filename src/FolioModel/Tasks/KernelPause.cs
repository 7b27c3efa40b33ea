using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace FolioModel.Interleaving;

/// <summary>A place at which the current task stops, if it runs suspended; await it.</summary>
public readonly struct KernelPause
{
    private readonly TaskRun? _run;

    internal KernelPause(TaskRun? run) => _run = run;

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Awaiter GetAwaiter() => new(_run);

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public readonly struct Awaiter : ICriticalNotifyCompletion, IContinuationAwaiter
    {
        private readonly TaskRun? _run;

        internal Awaiter(TaskRun? run) => _run = run;

        /// <summary>For the compiler.</summary>
        public bool IsCompleted => _run is null;

        /// <summary>For the compiler.</summary>
        public void GetResult()
        {
        }

        /// <summary>For the compiler.</summary>
        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        /// <summary>For the compiler.</summary>
        public void UnsafeOnCompleted(Action continuation) => _run!.StopWith(new ActionContinuation(continuation));

        void IContinuationAwaiter.OnCompleted(Continuation continuation) => _run!.StopWith(continuation);
    }
}
