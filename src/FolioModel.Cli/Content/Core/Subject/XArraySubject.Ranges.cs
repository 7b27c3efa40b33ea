using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core;

/// <content>Operations on more than one index.</content>
internal sealed partial class XArraySubject
{
    /// <summary>A range of this order spans more than one node of the second level.</summary>
    private const int LargestRange = 14;
    private const int LeafShift = 6;

    /// <summary>Stores over everything up to that order; the new entry gets every mark that one of them had.</summary>
    private StepResult StoreLarge(long at, long order)
    {
        ulong index = Touch(at) & ~((1UL << (int)order) - 1);
        if (Covering(index) is { } covering && covering.Value.Order > order)
        {
            return StepResult.Skipped;
        }

        XEntry entry = at % 2 == 0 ? XEntry.FromValue((ulong)at) : XEntry.FromPointer((int)at + 1);
        Errno error = _array.StoreOrder(index, (int)order, entry);
        int marks = 0;
        int place = PlaceOf(index);
        place += place < 0 || _kept.GetKeyAtIndex(place) != index ? 1 : 0;
        while (place < _kept.Count && _kept.GetKeyAtIndex(place) - index < 1UL << (int)order)
        {
            Hit("a larger entry replaced others");
            marks |= _kept.GetValueAtIndex(place).Marks;
            _kept.RemoveAt(place);
        }

        _kept[index] = new Kept((int)order, entry, marks);
        return error;
    }

    /// <summary>Splits the entry at an index: each part has its contents and its marks.</summary>
    private StepResult Split(long at, long order)
    {
        if (Covering(Touch(at)) is not { } covering || covering.Value.Order <= order)
        {
            return StepResult.Skipped;
        }

        (ulong first, Kept kept) = covering;
        XCursor cursor = new(_array, first, (int)order);
        Errno error = cursor.SplitAlloc(kept.Order);
        if (error != Errno.None)
        {
            return error;
        }

        cursor.Split(kept.Entry, kept.Order);
        for (ulong part = 0; part < 1UL << kept.Order; part += 1UL << (int)order)
        {
            _kept[first + part] = kept with { Order = (int)order };
        }

        return StepResult.Ok;
    }

    /// <summary>Makes the leaves of a range ahead, finds each of them, and lets them go by a store and an erasure in each.</summary>
    private StepResult CreateRange(long at, long order)
    {
        ulong first = Touch(at) & ~((1UL << (int)order) - 1);
        ulong end = first + (1UL << (int)order);
        ulong[] leaves = [.. Leaves(first, end)];
        if (_kept.Any(k => k.Value.Order > 0 && k.Key < end && first < k.Key + (1UL << k.Value.Order)))
        {
            return StepResult.Skipped;
        }

        XCursor cursor = new(_array, first, (int)order);
        cursor.CreateRange();
        foreach (ulong leaf in leaves)
        {
            XCursor walk = new(_array, leaf);
            walk.Load();
            if (walk.Node is not { Shift: 0 })
            {
                throw new InvalidOperationException($"no leaf was made for index {leaf} of the range of order {order} at {first}");
            }
        }

        foreach (ulong leaf in leaves.Where(leaf => !_kept.ContainsKey(leaf)))
        {
            _array.Store(leaf, XEntry.FromValue(leaf));
            _array.Erase(leaf);
        }

        return StepResult.Ok;
    }

    private static IEnumerable<ulong> Leaves(ulong first, ulong end)
    {
        for (ulong leaf = first; leaf < end; leaf += 1UL << LeafShift)
        {
            yield return leaf;
        }
    }
}
