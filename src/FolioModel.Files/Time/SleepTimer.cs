namespace FolioModel.Files;

/// <summary>One sleep of one task: the key that it waits for.</summary>
internal sealed class SleepTimer(Machine machine)
{
    public bool HasElapsed { get; private set; }

    public void Elapse()
    {
        HasElapsed = true;
        machine.WakeAll(this);
    }
}
