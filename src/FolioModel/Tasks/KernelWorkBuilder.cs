using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FolioModel.Interleaving;

/// <summary>How the compiler makes <see cref="KernelWork"/> of a method.</summary>
/// <remarks>A method that fails before it was ever suspended throws where it is called, as its straight form does.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Performance", "CA1822", Justification = "the compiler asks for instance members")]
[SuppressMessage("Design", "CA1000", Justification = "the compiler asks for a static Create")]
public struct KernelWorkBuilder
{
    private SuspendedWork<ValueTuple>? _suspended;

    /// <summary>The method's work, as far as it got.</summary>
    public readonly KernelWork Task => _suspended is null ? default : new KernelWork(_suspended);

    /// <summary>For the compiler.</summary>
    public static KernelWorkBuilder Create() => default;

    /// <summary>For the compiler.</summary>
    /// <typeparam name="TStateMachine">The method.</typeparam>
    /// <param name="stateMachine">The method's state.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>For the compiler.</summary>
    public readonly void SetResult() => _suspended?.Complete(default);

    /// <summary>For the compiler.</summary>
    /// <param name="exception">What the method threw.</param>
    public readonly void SetException(Exception exception) => Suspension.Fail(_suspended, exception);

    /// <summary>For the compiler.</summary>
    /// <param name="stateMachine">Never used.</param>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>For the compiler.</summary>
    /// <typeparam name="TAwaiter">What is awaited.</typeparam>
    /// <typeparam name="TStateMachine">The method.</typeparam>
    /// <param name="awaiter">What is awaited.</param>
    /// <param name="stateMachine">The method's state.</param>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => Suspension.Await(ref awaiter, ref stateMachine, ref _suspended);

    /// <summary>For the compiler.</summary>
    /// <typeparam name="TAwaiter">What is awaited.</typeparam>
    /// <typeparam name="TStateMachine">The method.</typeparam>
    /// <param name="awaiter">What is awaited.</param>
    /// <param name="stateMachine">The method's state.</param>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => Suspension.Await(ref awaiter, ref stateMachine, ref _suspended);
}
