namespace FolioModel.Samples.DiscreteEvent;

/// <summary>A disk that serves one request at a time, in the order of arrival.</summary>
internal sealed class Disk(Simulation simulation, long serviceTime)
{
    private long _freeAt;

    public int Requests { get; private set; }

    public async KernelWork Transfer(string what)
    {
        Requests++;
        _freeAt = Math.Max(_freeAt, simulation.Now) + serviceTime;
        await simulation.Sleep(_freeAt - simulation.Now, what);
    }
}
