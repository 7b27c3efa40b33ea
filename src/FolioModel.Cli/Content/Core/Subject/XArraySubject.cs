using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core;

/// <summary>The XArray under test, beside a plain dictionary of what it must hold.</summary>
internal sealed partial class XArraySubject : Subject
{
    private const int StepsBetweenWalks = 64;

    private readonly XArray _array = new();
    private readonly SortedList<ulong, Kept> _kept = [];
    private ulong _touched;
    private int _steps;

    /// <summary>Builds an empty one.</summary>
    public XArraySubject()
    {
        Parameter<long> index = Number("index", 200);
        Parameter<XMark> mark = OneOf("mark", XMark.Mark0, XMark.Mark1, XMark.Mark2);
        Define("store", 5, index, Number("value", 1000), Store);
        Define("store large", 2, index, Number("order", 8, from: 1), StoreLarge);
        Define("split", 2, index, Number("order", 8), Split);
        Define("compare and exchange", 2, index, Number("value", 1000), CompareExchange);
        Define("erase", 4, index, Erase);
        Define("set mark", 3, index, mark, (i, m) => Mark(i, m, on: true));
        Define("clear mark", 2, index, mark, (i, m) => Mark(i, m, on: false));
        Define("create range", 1, index, Number("order", LargestRange + 1, from: LeafShift), CreateRange);
        Define("find", 2, index, mark, Find);
    }

    /// <inheritdoc/>
    public override Finding? CheckStep()
    {
        return IsThorough || ++_steps % StepsBetweenWalks == 0 ? CheckEverything() : CheckTouched();
    }

    private Finding? CheckEverything()
    {
        foreach (XArrayViolation violation in _array.Validate(XTolerance.IdleHead))
        {
            return new Finding(violation.Invariant.Id, violation.ToString()) { Invariant = violation.Invariant };
        }

        foreach ((ulong index, Kept kept) in _kept)
        {
            if (Difference(index, kept) is { } difference)
            {
                return difference;
            }
        }

        return _array.Count() == _kept.Count ? null : new Finding("xarray", $"{_array.Count()} entries, expected {_kept.Count}");
    }

    /// <summary>Checks that the entries which a step touched are as expected, and that those before and behind are untouched.</summary>
    private Finding? CheckTouched()
    {
        int at = PlaceOf(_touched);
        for (int place = Math.Max(at - 1, 0); place <= Math.Min(at + 1, _kept.Count - 1); place++)
        {
            if (Difference(_kept.GetKeyAtIndex(place), _kept.GetValueAtIndex(place)) is { } difference)
            {
                return difference;
            }
        }

        return Covering(_touched) is null && !_array.Load(_touched).IsNull
            ? new Finding("xarray", $"at {_touched} there is {_array.Load(_touched)}, expected nothing") : null;
    }

    /// <inheritdoc/>
    public override Finding? Finish()
    {
        if (CheckEverything() is { } finding)
        {
            return finding;
        }

        foreach (ulong index in _kept.Keys)
        {
            _array.Erase(index);
        }

        return _array.IsEmpty ? null
            : Finding.Of(CacheInvariants.FullTruncationLeavesNothing, "everything was erased and the array is not empty");
    }

    /// <summary>The higher indices lie far apart, so that the tree is tall.</summary>
    private static ulong Place(long index) => index < 150 ? (ulong)index : (ulong)(index - 149) << 20;

    private ulong Touch(long at) => _touched = Place(at);

    private StepResult Store(long at, long value)
    {
        ulong index = Touch(at);
        if (Covering(index) is { } covering && covering.Value.Order > 0)
        {
            return StepResult.Skipped;
        }

        XEntry entry = XEntry.FromValue((ulong)value);
        _array.Store(index, entry);
        _kept[index] = new Kept(0, entry, _kept.TryGetValue(index, out Kept old) ? old.Marks : 0);
        return StepResult.Ok;
    }

    private StepResult CompareExchange(long at, long value)
    {
        ulong index = Touch(at);
        if (Covering(index) is not { } covering || covering.Value.Order > 0)
        {
            return StepResult.Skipped;
        }

        XEntry entry = XEntry.FromValue((ulong)value);
        XEntry refused = _array.CompareExchange(index, XEntry.FromValue((ulong)value + 1), entry);
        if (refused == XEntry.FromValue((ulong)value + 1))
        {
            _kept[index] = covering.Value with { Entry = entry };
            return StepResult.Ok;
        }

        if (_array.CompareExchange(index, covering.Value.Entry, entry) != covering.Value.Entry)
        {
            throw new InvalidOperationException($"a compare and exchange at {index} did not find {covering.Value.Entry}");
        }

        _kept[index] = covering.Value with { Entry = entry };
        return StepResult.Ok;
    }

    private StepResult Erase(long at)
    {
        ulong index = Touch(at);
        _array.Erase(index);
        if (Covering(index) is not { } covering)
        {
            return Errno.ENOENT;
        }

        _kept.Remove(covering.Key);
        return StepResult.Ok;
    }

    private StepResult Mark(long at, XMark mark, bool on)
    {
        ulong index = Touch(at);
        if (on)
        {
            _array.SetMark(index, mark);
        }
        else
        {
            _array.ClearMark(index, mark);
        }

        if (Covering(index) is not { } covering)
        {
            return Errno.ENOENT;
        }

        int bit = 1 << (int)mark;
        Kept kept = covering.Value;
        _kept[covering.Key] = kept with { Marks = on ? kept.Marks | bit : kept.Marks & ~bit };
        return StepResult.Ok;
    }

    private StepResult Find(long at, XMark mark)
    {
        ulong index = Touch(at);
        ulong found = index;
        XEntry entry = _array.Find(ref found, ulong.MaxValue, mark);
        for (int place = Math.Max(PlaceOf(index), 0); place < _kept.Count; place++)
        {
            Kept kept = _kept.GetValueAtIndex(place);
            if (_kept.GetKeyAtIndex(place) + (1UL << kept.Order) > index && (kept.Marks & (1 << (int)mark)) != 0)
            {
                return entry == kept.Entry ? StepResult.Ok
                    : throw new InvalidOperationException($"find from {index} by {mark} gave {entry}, expected {kept.Entry}");
            }
        }

        return entry.IsNull ? Errno.ENOENT
            : throw new InvalidOperationException($"find from {index} by {mark} gave {entry}, expected nothing");
    }

    private Finding? Difference(ulong index, Kept kept)
    {
        XEntry loaded = _array.Load(index, out int order);
        if (loaded != kept.Entry || order != kept.Order)
        {
            return new Finding("xarray", $"at {index} there is {loaded} of order {order}, expected {kept}");
        }

        for (int mark = 0; mark <= (int)XMark.Mark2; mark++)
        {
            if (_array.GetMark(index, (XMark)mark) != ((kept.Marks & (1 << mark)) != 0))
            {
                return new Finding("xarray", $"mark {mark} at {index} is wrong, expected {kept}");
            }
        }

        return null;
    }

    /// <summary>The place of the last entry that begins at an index or before it; -1 when there is none.</summary>
    private int PlaceOf(ulong index)
    {
        int low = 0;
        int high = _kept.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_kept.GetKeyAtIndex(middle) <= index)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    private KeyValuePair<ulong, Kept>? Covering(ulong index)
    {
        int place = PlaceOf(index);
        if (place < 0)
        {
            return null;
        }

        ulong first = _kept.GetKeyAtIndex(place);
        Kept kept = _kept.GetValueAtIndex(place);
        return index - first < 1UL << kept.Order ? KeyValuePair.Create(first, kept) : null;
    }

    private readonly record struct Kept(int Order, XEntry Entry, int Marks);
}
