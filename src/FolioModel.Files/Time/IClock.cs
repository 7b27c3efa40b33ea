namespace FolioModel.Files;

/// <summary>The embedder's time. The library never reads another clock.</summary>
public interface IClock
{
    /// <summary>The time since the start of the simulation.</summary>
    TimeSpan Now { get; }

    /// <summary>Has something done at a time to come, on the machine's thread, between two steps of its tasks.</summary>
    /// <param name="due">When; a time that has passed means: before anything later.</param>
    /// <param name="action">What; called once.</param>
    void Schedule(TimeSpan due, Action action);
}
