namespace FolioModel.Forking;

/// <summary>A copy of a machine, with a way from each object of the original to its counterpart.</summary>
/// <example><code>
/// MachineFork fork = machine.Fork(files);
/// OpenFile same = fork.Of(open);                      // the open file of the copy
/// same.Write(position: 0, length: 4096);              // the original knows nothing of it
/// </code></example>
public sealed class MachineFork
{
    internal const string Reason = "It goes through the fields of whatever the machine refers to, which a trimmer may have removed.";

    private readonly IReadOnlyDictionary<object, object> _copies;

    internal MachineFork(Machine machine, IReadOnlyDictionary<object, object> copies)
    {
        Machine = machine;
        _copies = copies;
    }

    /// <summary>The copy.</summary>
    public Machine Machine { get; }

    /// <summary>The counterpart of an object of the original.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <param name="original">A file, process, task or whatever else the machine, or one of the objects given to
    /// <see cref="Machine.Fork"/>, led to when it was forked.</param>
    /// <exception cref="ArgumentException">The machine did not know the object: give it to <see cref="Machine.Fork"/> too.</exception>
    public T Of<T>(T original)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(original);
        return _copies.TryGetValue(original, out object? copy) ? (T)copy
            : throw new ArgumentException($"{original} was no part of the machine when it was forked", nameof(original));
    }

    /// <summary>The counterpart of a folio of the original.</summary>
    /// <param name="original">The folio.</param>
    public Folio Of(Folio original) => original.IsNone ? default : Machine.PeekFolio(original.Pfn);
}
