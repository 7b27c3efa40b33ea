using FolioModel.XArrays;

namespace FolioModel.Props.XArrays;

/// <summary>Performs each operation on an array and on the model, and compares result, content, counts and invariants.</summary>
internal sealed partial class XArrayMachine
{
    private readonly XNodePool _pool;
    private readonly XArray _array;
    private readonly RangeModel _model;
    private readonly int _chunkShift;
    private XTolerance _tolerance;

    private XArrayMachine(XSequence sequence)
    {
        _chunkShift = sequence.ChunkShift;
        _pool = new XNodePool(sequence.ChunkShift);
        _array = new XArray(new XArrayOptions
        {
            ChunkShift = sequence.ChunkShift,
            Pool = _pool,
            LeafDirectoryThreshold = sequence.LeafDirectory ? 1 : int.MaxValue,
        });
        _model = new RangeModel(sequence.ChunkShift);
    }

    internal static void Run(XSequence sequence)
    {
        var machine = new XArrayMachine(sequence);
        for (int i = 0; i < sequence.Operations.Count; i++)
        {
            XOperation operation = sequence.Operations[i];
            try
            {
                machine.Perform(operation);
                machine.CompareStates();
            }
            catch (Exception e) when (e is not MismatchException)
            {
                throw new MismatchException($"operation {i}, {operation}: {e}");
            }
            catch (MismatchException e)
            {
                throw new MismatchException($"operation {i}, {operation}: {e.Message}\n{machine._array.Describe()}");
            }
        }
    }

    private void Perform(XOperation operation)
    {
        switch (operation)
        {
            case XOperation.Store op:
                Expect("store", _model.Visible(op.Index), _array.Store(op.Index, op.Entry));
                _model.StoreOrder(op.Index, 0, op.Entry);
                break;
            case XOperation.Erase op:
                Expect("erase", _model.Visible(op.Index), _array.Erase(op.Index));
                _model.StoreOrder(op.Index, 0, XEntry.Null);
                break;
            case XOperation.StoreOrder op:
                Expect("store with order", Errno.None, _array.StoreOrder(op.Index, op.Order, op.Entry));
                _model.StoreOrder(op.Index, op.Order, op.Entry);
                _tolerance |= XTolerance.IdleHead;
                break;
            case XOperation.StoreRange op:
                StoreRange(op);
                break;
            case XOperation.StoreWithBudget op:
                StoreWithBudget(op);
                break;
            case XOperation.CompareExchange or XOperation.Insert or XOperation.Reserve or XOperation.Release:
                PerformConditional(operation);
                break;
            case XOperation.SetMark op:
                Mark(op);
                break;
            case XOperation.Split op:
                Split(op);
                break;
            case XOperation.CreateRange op:
                new XCursor(_array, op.Index, op.Order).CreateRange();
                _tolerance |= XTolerance.Leftovers | XTolerance.IdleHead;
                break;
            case XOperation.Destroy:
                _array.Destroy();
                _model.Clear();
                break;
            default:
                PerformSearch(operation);
                break;
        }
    }

    private void StoreRange(XOperation.StoreRange op)
    {
        // A larger entry over a long range costs a step for each of its indices, in the kernel and in the model.
        if (op.Last - op.First > 20000 && _model.Entries.Any(e => e.Shift > 0 && e.Last >= op.First))
        {
            return;
        }

        Expect("store range", XEntry.Null, _array.StoreRange(op.First, op.Last, op.Entry));
        _model.StoreRange(op.First, op.Last, op.Entry);
        _tolerance |= XTolerance.Ranges | XTolerance.IdleHead;
        if (op.Entry.IsNull)
        {
            return;
        }

        // Where a piece began at an earlier slot, the nodes made for the range's end may stay unused.
        _tolerance |= XTolerance.Leftovers;
    }

    private void StoreWithBudget(XOperation.StoreWithBudget op)
    {
        int left = op.Nodes;
        _pool.NodeBudget = _ => left-- > 0;
        Errno result = _array.StoreOrder(op.Index, op.Order, op.Entry);
        _pool.NodeBudget = null;
        _tolerance |= XTolerance.Leftovers | XTolerance.IdleHead;
        if (result == Errno.None)
        {
            _model.StoreOrder(op.Index, op.Order, op.Entry);
        }
        else
        {
            Expect("store without memory", Errno.ENOMEM, result);
        }
    }

    private void PerformConditional(XOperation operation)
    {
        switch (operation)
        {
            case XOperation.CompareExchange op:
                XEntry raw = _model.At(op.Index)?.Entry ?? XEntry.Null;
                XEntry expected = op.ExpectPresent ? raw : XEntry.Null;
                Expect("compare-exchange", _model.Visible(op.Index), _array.CompareExchange(op.Index, expected, op.Entry));
                if (expected == raw)
                {
                    _model.StoreOrder(op.Index, 0, op.Entry);
                }

                break;
            case XOperation.Insert op:
                bool occupied = _model.At(op.Index) is not null;
                Expect("insert", occupied ? Errno.EBUSY : Errno.None, _array.Insert(op.Index, op.Entry));
                if (!occupied)
                {
                    _model.StoreOrder(op.Index, 0, op.Entry.IsNull ? XEntry.Zero : op.Entry);
                }

                break;
            case XOperation.Reserve op:
                Expect("reserve", Errno.None, _array.Reserve(op.Index));
                if (_model.At(op.Index) is null)
                {
                    _model.StoreOrder(op.Index, 0, XEntry.Zero);
                }

                break;
            case XOperation.Release op:
                _array.Release(op.Index);
                if (_model.At(op.Index) is { Entry.IsZero: true })
                {
                    _model.StoreOrder(op.Index, 0, XEntry.Null);
                }

                break;
        }
    }

    private void Mark(XOperation.SetMark op)
    {
        if (op.On)
        {
            _array.SetMark(op.Index, op.Mark);
        }
        else
        {
            _array.ClearMark(op.Index, op.Mark);
        }

        _model.SetMark(op.Index, (int)op.Mark, op.On);
        bool expected = _model.At(op.Index) is { } entry && (entry.Marks >> (int)op.Mark & 1) != 0;
        Expect("get mark", expected, _array.GetMark(op.Index, op.Mark));
    }

    private void Split(XOperation.Split op)
    {
        if (_model.At(op.Index) is not { } entry || !entry.IsPowerOfTwo || entry.Order <= op.NewOrder || _array.HeadNode is null
            || entry.Shift - (op.NewOrder / _chunkShift * _chunkShift) > _chunkShift
            || entry.Order / _chunkShift * _chunkShift != entry.Shift)
        {
            // The last: stores over the start of a range entry can grow it to all slots of a node, which no order describes.
            return;
        }

        var cursor = new XCursor(_array, entry.First);
        cursor.SetOrder(entry.First, op.NewOrder);
        Expect("split allocation", Errno.None, cursor.SplitAlloc(entry.Order));
        cursor.Split(entry.Entry, entry.Order);
        cursor.FreeSpares();
        _model.Split(entry, op.NewOrder);
        _tolerance |= XTolerance.IdleHead;
    }

    private void CompareStates()
    {
        List<ModelEntry> actual = TreeReader.Entries(_array);
        List<ModelEntry> expected = [.. _model.Entries];
        Expect("content", string.Join(' ', expected), string.Join(' ', actual));
        for (int mark = 0; mark < 3; mark++)
        {
            Expect("array-wide mark", _model.AnyMarked(mark), _array.IsMarked((XMark)mark));
        }

        XTolerance tolerance = _tolerance | (_model.ValueCountsAreOff ? XTolerance.ValueCounts : XTolerance.None);
        Expect("violations", "", string.Join('\n', _array.Validate(tolerance)));
        Expect("nodes not given back", TreeReader.CountNodes(_array), _pool.NodesAllocated - _pool.NodesFreed);
        Expect("wide values not given back", actual.Count(static e => e.Entry.IsValue && e.Entry.Value >= 1 << 29), _pool.WideValues);
        if (actual.Count == 0 && !_tolerance.HasFlag(XTolerance.Leftovers))
        {
            Expect("an empty array has an empty head", true, _array.IsEmpty);
        }
    }

    private static void Expect<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new MismatchException($"{what}: expected {expected}, was {actual}");
        }
    }

    private static void Expect(string what, int expected, long actual) => Expect<long>(what, expected, actual);
}

/// <summary>Array and model disagree.</summary>
public sealed class MismatchException(string message) : Exception(message);
