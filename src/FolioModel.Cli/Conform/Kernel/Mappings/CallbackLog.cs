namespace FolioModel.Cli.Conform.Kernel;

/// <summary>A call of a mapping's operations, as recordings show it.</summary>
/// <param name="Name">The member of <c>address_space_operations</c>.</param>
/// <param name="Handle">The folio's number; -1 for a piece without one.</param>
/// <param name="X">First detail.</param>
/// <param name="Y">Second detail.</param>
/// <param name="RefCount">The folio's reference count at that moment.</param>
internal readonly record struct Callback(string Name, int Handle, long X, long Y, int RefCount)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}(folio {Handle}, {X}, {Y}) with {RefCount} references";
}

/// <summary>The calls during one operation, in order.</summary>
/// <param name="handles">The folios of the trace.</param>
internal sealed class CallbackLog(HandleTable handles)
{
    public List<Callback> Calls { get; } = [];

    public void Add(string name, Folio folio, long x, long y = 0) =>
        Calls.Add(new Callback(name, handles.Find(folio)?.Handle ?? -1, x, y, folio.RefCount));
}
