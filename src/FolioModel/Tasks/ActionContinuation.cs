namespace FolioModel.Interleaving;

/// <summary>Goes on by calling code that is not part of the library, such as an ordinary async method.</summary>
internal sealed class ActionContinuation(Action action) : Continuation
{
    public override void GoOn() => action();

    public override void Abandon()
    {
    }

    public override void AddTo(LocalHasher hasher) => hasher.AddObject(action);
}
