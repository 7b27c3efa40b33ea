namespace FolioModel.Testing;

/// <summary>Told of every operation of a recording that is replayed, so that the machine can be watched meanwhile.</summary>
public interface IReplayObserver
{
    /// <summary>An operation is about to be carried out.</summary>
    /// <param name="trace">The name of the trace.</param>
    /// <param name="operation">The number of the operation in it, from 0.</param>
    /// <param name="text">The operation with its arguments, as recorded.</param>
    /// <param name="machine">The machine on which it is carried out.</param>
    void Begins(string trace, int operation, string text, Machine machine);

    /// <summary>The operation was carried out and compared.</summary>
    /// <param name="difference">The first value in which model and recording disagree, in words; null where there is none.</param>
    void Ends(string? difference);
}
