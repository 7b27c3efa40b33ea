namespace FolioModel.Orleans;

/// <summary>How a silo works on campaigns.</summary>
public sealed class SiloWorkOptions
{
    /// <summary>The number of threads that pull units, each with one unit at a time. 0 for a silo that only coordinates.</summary>
    public int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>The time between two looks for work of a thread that found none, and between two tries of a call that failed.</summary>
    public TimeSpan Look { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether leases are renewed while a unit runs. Off, a unit longer than its lease runs twice: for tests.</summary>
    internal bool Renews { get; set; } = true;
}
