using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <summary>
/// The payloads of an <see cref="XArray{T}"/>, by place: gives a place back when the last slot that points at it lets go.
/// </summary>
/// <remarks>
/// Nearly every payload has one slot: that takes no memory. More than one slot point at a payload after a split or a range store;
/// these are counted apart.
/// </remarks>
internal abstract class XPayloadTable
{
    private const int None = -1;

    private readonly Dictionary<int, int> _furtherSlots = [];
    private readonly Stack<int> _free = new();
    private int _next;
    private int _pending = None;

    /// <summary>Places in use.</summary>
    internal int Count => _next - _free.Count;

    internal void Take(int place)
    {
        if (place == _pending)
        {
            _pending = None;
            return;
        }

        _furtherSlots[place] = _furtherSlots.GetValueOrDefault(place) + 1;
    }

    internal void Drop(int place)
    {
        if (_furtherSlots.Count > 0 && _furtherSlots.TryGetValue(place, out int further))
        {
            if (further == 1)
            {
                _furtherSlots.Remove(place);
            }
            else
            {
                _furtherSlots[place] = further - 1;
            }

            return;
        }

        Clear(place);
        _free.Push(place);
    }

    /// <summary>Gives a payload's place back if the operation has stored it nowhere.</summary>
    internal void Settle()
    {
        if (_pending != None)
        {
            int place = _pending;
            _pending = None;
            Clear(place);
            _free.Push(place);
        }
    }

    protected abstract void Clear(int place);

    /// <summary>A place for the operation about to begin, which takes it with its first slot.</summary>
    protected int NextPlace()
    {
        _pending = _free.TryPop(out int free) ? free : _next++;
        return _pending;
    }
}

/// <summary>The payloads of one type.</summary>
/// <typeparam name="T">The payload's type.</typeparam>
internal sealed class XPayloadTable<T> : XPayloadTable
{
    private const int SectionShift = 14;
    private const int SectionMask = (1 << SectionShift) - 1;
    private T[][] _sections = [];

    internal T this[int place] => _sections[place >> SectionShift][place & SectionMask];

    internal XEntry Add(T payload)
    {
        int place = NextPlace();
        int section = place >> SectionShift;
        if (section == _sections.Length)
        {
            Array.Resize(ref _sections, section + 1);
            _sections[section] = section == 0 ? new T[16] : new T[SectionMask + 1];
        }

        int inside = place & SectionMask;
        if (inside >= _sections[section].Length)
        {
            Array.Resize(ref _sections[section], _sections[section].Length * 2);
        }

        _sections[section][inside] = payload;
        return XEntry.FromPointer(place);
    }

    protected override void Clear(int place)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            _sections[place >> SectionShift][place & SectionMask] = default!;
        }
    }
}
