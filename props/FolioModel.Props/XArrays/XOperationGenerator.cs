using FolioModel.XArrays;
using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.XArrays;

/// <summary>
/// Makes sequences of operations, favouring the ends of the index space, node boundaries, and indices that meet each other.
/// </summary>
internal static class XOperationGenerator
{
    private static readonly ulong[] _bases = [0, 0, 0, 64, 256, 4096, 1 << 16, 1ul << 40, ulong.MaxValue - 300, ulong.MaxValue - 63];

    private static Gen<ulong> Index => Gen.OneOf(
        Gen.Choose(0, 40).Select(static i => (ulong)i),
        from origin in Gen.Elements(_bases)
        from offset in Gen.Choose(0, 299)
        select origin + (ulong)offset,
        Gen.Elements<ulong>(0, 1, 15, 16, 63, 64, 255, 256, 4095, 4096, (1ul << 63) - 1, 1ul << 63, ulong.MaxValue - 1, ulong.MaxValue));

    private static Gen<int> Order => Gen.Frequency(
        (4, Gen.Constant(0)), (8, Gen.Choose(1, 6)), (4, Gen.Choose(7, 12)), (1, Gen.Choose(13, 63)));

    private static Gen<XEntry> Entry => Gen.Frequency(
        (6, Gen.Choose(0, 50).Select(XEntry.FromPointer)),
        (3, Gen.Choose(0, 50).Select(static v => XEntry.FromValue((ulong)v))),
        (1, Gen.Elements(XEntry.MaxValue, 1ul << 29, (1ul << 29) - 1, 1ul << 40).Select(XEntry.FromValue)),
        (1, Gen.Constant(XEntry.FromPointer(XEntry.MaxPointerId))));

    private static Gen<XEntry> EntryOrNull => Gen.Frequency((4, Entry), (1, Gen.Constant(XEntry.Null)));

    private static Gen<XMark> Mark => Gen.Elements(XMark.Mark0, XMark.Mark1, XMark.Mark2);

    private static Gen<XMark> Filter => Gen.Elements(XMark.Present, XMark.Mark0, XMark.Mark1);

    private static Gen<(ulong First, ulong Last)> Range =>
        from first in Index
        from length in Gen.Frequency((6, Gen.Choose(0, 150)), (2, Gen.Choose(150, 5000)), (1, Gen.Constant(int.MaxValue)))
        let last = length == int.MaxValue ? ulong.MaxValue : first + (ulong)length
        select (first, last < first ? ulong.MaxValue : last);

    internal static Arbitrary<XSequence> Sequences() => Arb.From(Sequence, Shrink);

    private static Gen<XSequence> Sequence =>
        from shift in Gen.Elements(4, 5, 6)
        from directory in Gen.Elements(true, true, false)
        from operations in Operation.ListOf()
        select new XSequence(shift, directory, [.. operations]);

    private static Gen<XOperation> Operation => Gen.Frequency(
        (20, from i in Index from e in EntryOrNull select (XOperation)new XOperation.Store(i, e)),
        (14, from i in Index from o in Order from e in EntryOrNull select (XOperation)new XOperation.StoreOrder(i, o, e)),
        (5, from r in Range from e in EntryOrNull select (XOperation)new XOperation.StoreRange(r.First, r.Last, e)),
        (3, from i in Index
            from o in Order
            from e in Entry
            from n in Gen.Choose(0, 6)
            select (XOperation)new XOperation.StoreWithBudget(i, o, e, n)),
        (12, from i in Index select (XOperation)new XOperation.Erase(i)),
        (3, from i in Index
            from p in Gen.Elements(true, false)
            from e in EntryOrNull
            select (XOperation)new XOperation.CompareExchange(i, p, e)),
        (3, from i in Index from e in EntryOrNull select (XOperation)new XOperation.Insert(i, e)),
        (3, from i in Index select (XOperation)new XOperation.Reserve(i)),
        (2, from i in Index select (XOperation)new XOperation.Release(i)),
        (14, from i in Index
             from m in Mark
             from set in Gen.Elements(true, true, false)
             select (XOperation)new XOperation.SetMark(i, m, set)),
        (6, from i in Index from o in Gen.Choose(0, 10) select (XOperation)new XOperation.Split(i, o)),
        (1, from i in Index from o in Gen.Choose(0, 8) select (XOperation)new XOperation.CreateRange(i, o)),
        (8, from i in Index
            from m in Gen.OneOf(Index, Gen.Constant(ulong.MaxValue))
            from f in Filter
            select (XOperation)new XOperation.Find(i, m, f)),
        (5, from i in Index
            from m in Gen.OneOf(Index, Gen.Constant(ulong.MaxValue))
            from n in Gen.Choose(1, 20)
            from f in Filter
            select (XOperation)new XOperation.Batches(i, m, n, f)),
        (4, from i in Index
            from n in Gen.Choose(1, 80)
            from f in Gen.Elements(true, false)
            select (XOperation)new XOperation.Walk(i, n, f)),
        (4, from i in Index from o in Order select (XOperation)new XOperation.Conflicts(i, o)),
        (3, from i in Index from m in Gen.OneOf(Index, Gen.Constant(ulong.MaxValue)) select (XOperation)new XOperation.PausedSweep(i, m)),
        (2, from r in Range select (XOperation)new XOperation.EraseWhileIterating(r.First, r.Last)),
        (1, Gen.Constant((XOperation)new XOperation.Destroy())));

    /// <summary>Leaves out halves, quarters and so on down to single operations.</summary>
    private static IEnumerable<XSequence> Shrink(XSequence sequence)
    {
        for (int size = sequence.Operations.Count; size >= 1; size /= 2)
        {
            for (int from = 0; from + size <= sequence.Operations.Count; from += size)
            {
                yield return sequence with { Operations = [.. sequence.Operations.Take(from), .. sequence.Operations.Skip(from + size)] };
            }
        }

        if (sequence.LeafDirectory)
        {
            yield return sequence with { LeafDirectory = false };
        }
    }
}
