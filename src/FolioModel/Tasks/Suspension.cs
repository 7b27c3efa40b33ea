using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace FolioModel.Interleaving;

/// <summary>How a method is suspended, and how it fails.</summary>
internal static class Suspension
{
    /// <summary>Fails a method: its awaiter gets the exception, or, where it was never suspended, its caller.</summary>
    public static void Fail<T>(SuspendedWork<T>? suspended, Exception exception)
    {
        if (suspended is null)
        {
            ExceptionDispatchInfo.Capture(exception).Throw();
        }

        suspended!.Fail(exception);
    }

    /// <summary>Keeps a method's state and has the awaited thing call back.</summary>
    /// <param name="awaiter">What is awaited.</param>
    /// <param name="stateMachine">The method's state, on the stack the first time.</param>
    /// <param name="suspended">The builder's field, part of the state: it must be set before the state is copied.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Await<TAwaiter, TStateMachine, T>(
        ref TAwaiter awaiter, ref TStateMachine stateMachine, ref SuspendedWork<T>? suspended)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        SuspendedMethod<TStateMachine, T> method;
        if (suspended is null)
        {
            suspended = method = SuspendedMethod<TStateMachine, T>.Rent();
            method.Keep(ref stateMachine);
        }
        else
        {
            method = (SuspendedMethod<TStateMachine, T>)suspended;
        }

        // The test is settled when the method is compiled for a struct awaiter, and then nothing is boxed.
        if (default(TAwaiter) is not null && awaiter is IContinuationAwaiter)
        {
            ((IContinuationAwaiter)awaiter).OnCompleted(method);
        }
        else
        {
            awaiter.OnCompleted(method.GoOnAction);
        }
    }
}
