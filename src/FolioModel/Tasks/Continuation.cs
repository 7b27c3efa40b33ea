namespace FolioModel.Interleaving;

/// <summary>What goes on when something awaited is there.</summary>
internal abstract class Continuation
{
    public abstract void GoOn();

    /// <summary>Gives up, outermost last, what will never go on.</summary>
    public abstract void Abandon();

    /// <summary>Adds the local state of this and of whatever awaits it.</summary>
    public abstract void AddTo(LocalHasher hasher);
}

/// <summary>An awaiter that takes a continuation as an object, so that suspending allocates no delegate.</summary>
internal interface IContinuationAwaiter
{
    void OnCompleted(Continuation continuation);
}
