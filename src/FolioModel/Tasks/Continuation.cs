namespace FolioModel.Interleaving;

/// <summary>The code that goes on when the work that it awaits is done.</summary>
internal abstract class Continuation
{
    public abstract void GoOn();

    /// <summary>Gives up methods that will never go on, the outermost last.</summary>
    public abstract void Abandon();

    /// <summary>Adds the local state of this method and of the methods that await it.</summary>
    public abstract void AddTo(LocalHasher hasher);
}

/// <summary>An awaiter that takes a continuation as an object, so that suspending allocates no delegate.</summary>
internal interface IContinuationAwaiter
{
    void OnCompleted(Continuation continuation);
}
