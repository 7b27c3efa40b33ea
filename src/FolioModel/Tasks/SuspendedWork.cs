using System.Runtime.ExceptionServices;

namespace FolioModel.Interleaving;

/// <summary>A method that stopped at a point before it was done: what it will return, and who waits for that.</summary>
internal abstract class SuspendedWork<T> : Continuation
{
    private Continuation? _awaiter;
    private ExceptionDispatchInfo? _error;
    private T _result = default!;

    /// <summary>Counts the uses of the object, so that awaiting a work twice is noticed.</summary>
    public int Use { get; private set; }

    public bool IsDone { get; private set; }

    public void Complete(T result)
    {
        _result = result;
        IsDone = true;
        _awaiter?.GoOn();
    }

    public void Fail(Exception error)
    {
        _error = ExceptionDispatchInfo.Capture(error);
        IsDone = true;
        _awaiter?.GoOn();
    }

    public void OnCompleted(Continuation awaiter, int use)
    {
        Check(use);
        _awaiter = awaiter;
    }

    /// <summary>Hands the result to the one awaiter and frees the object for another use.</summary>
    public T TakeResult(int use)
    {
        Check(use);
        if (!IsDone)
        {
            throw new InvalidOperationException("the work is suspended: it has no result yet");
        }

        T result = _result;
        ExceptionDispatchInfo? error = _error;
        Recycle();
        error?.Throw();
        return result;
    }

    public override void Abandon()
    {
        Continuation? awaiter = _awaiter;
        Recycle();
        awaiter?.Abandon();
    }

    public override void AddTo(LocalHasher hasher)
    {
        AddOwnState(hasher);
        _awaiter?.AddTo(hasher);
    }

    protected abstract void AddOwnState(LocalHasher hasher);

    protected abstract void ReturnToPool();

    private void Recycle()
    {
        Use++;
        IsDone = false;
        _awaiter = null;
        _error = null;
        _result = default!;
        ReturnToPool();
    }

    private void Check(int use)
    {
        if (use != Use)
        {
            throw new InvalidOperationException("work was awaited twice; await it once, where it is started");
        }
    }
}
