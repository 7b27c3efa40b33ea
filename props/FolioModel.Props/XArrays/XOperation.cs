using FolioModel.XArrays;

namespace FolioModel.Props.XArrays;

/// <summary>One step of a generated sequence. Its text is the counterexample.</summary>
internal abstract record XOperation
{
    internal sealed record Store(ulong Index, XEntry Entry) : XOperation;

    internal sealed record StoreOrder(ulong Index, int Order, XEntry Entry) : XOperation;

    internal sealed record StoreRange(ulong First, ulong Last, XEntry Entry) : XOperation;

    internal sealed record StoreWithBudget(ulong Index, int Order, XEntry Entry, int Nodes) : XOperation;

    internal sealed record Erase(ulong Index) : XOperation;

    internal sealed record CompareExchange(ulong Index, bool ExpectPresent, XEntry Entry) : XOperation;

    internal sealed record Insert(ulong Index, XEntry Entry) : XOperation;

    internal sealed record Reserve(ulong Index) : XOperation;

    internal sealed record Release(ulong Index) : XOperation;

    internal sealed record SetMark(ulong Index, XMark Mark, bool On) : XOperation;

    internal sealed record Split(ulong Index, int NewOrder) : XOperation;

    internal sealed record CreateRange(ulong Index, int Order) : XOperation;

    internal sealed record Find(ulong Index, ulong Max, XMark Filter) : XOperation;

    internal sealed record Batches(ulong Start, ulong Max, int Size, XMark Filter) : XOperation;

    internal sealed record Walk(ulong Index, int Steps, bool Forward) : XOperation;

    internal sealed record Conflicts(ulong Index, int Order) : XOperation;

    internal sealed record PausedSweep(ulong Start, ulong Max) : XOperation;

    internal sealed record EraseWhileIterating(ulong First, ulong Last) : XOperation;

    internal sealed record Destroy : XOperation;
}

/// <summary>A generated case.</summary>
internal sealed record XSequence(int ChunkShift, bool LeafDirectory, IReadOnlyList<XOperation> Operations)
{
    public override string ToString() =>
        $"chunk shift {ChunkShift}, {(LeafDirectory ? "leaf directory" : "walks")}\n  " + string.Join("\n  ", Operations);
}
