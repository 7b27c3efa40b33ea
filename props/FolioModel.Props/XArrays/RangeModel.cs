using System.Numerics;
using FolioModel.XArrays;

namespace FolioModel.Props.XArrays;

/// <summary>One entry as the model sees it: the indices it covers, the level its slots are on, what it holds, its marks.</summary>
internal sealed record ModelEntry(ulong First, ulong Last, int Shift, XEntry Entry, int Marks)
{
    /// <summary>
    /// Whether trailing siblings of an older entry belong to it: they lead to its first slot in two steps, and a marked search takes only
    /// one.
    /// </summary>
    internal bool Chained { get; init; }

    internal ulong Slots => ((Last - First) >> Shift) + 1;

    internal bool Covers(ulong index) => First <= index && index <= Last;

    internal int Order => BitOperations.Log2(Slots) + Shift;

    internal bool IsPowerOfTwo => BitOperations.IsPow2(Slots) && (First >> Shift) % Slots == 0;

    public override string ToString() => $"[{First}-{Last} s{Shift} {Entry} m{Marks}]";
}

/// <summary>
/// An XArray without a tree: a sorted list of ranges that do not overlap. Written from the documented behaviour, with no thought for speed.
/// </summary>
internal sealed class RangeModel(int chunkShift)
{
    private readonly SortedDictionary<ulong, ModelEntry> _entries = [];
    private readonly ulong _nodeMask = (1ul << chunkShift) - 1;

    internal IEnumerable<ModelEntry> Entries => _entries.Values;

    /// <summary>
    /// Whether a store has made the kernel's value count wrong: it counts a changed kind once, however many slots the entry has.
    /// </summary>
    internal bool ValueCountsAreOff { get; private set; }

    internal ModelEntry? At(ulong index) => _entries.Values.FirstOrDefault(e => e.Covers(index));

    internal XEntry Visible(ulong index) => At(index) is { Entry.IsZero: false } entry ? entry.Entry : XEntry.Null;

    internal bool AnyMarked(int mark) => _entries.Values.Any(e => (e.Marks >> mark & 1) != 0);

    internal void Clear() => _entries.Clear();

    internal void SetMark(ulong index, int mark, bool on)
    {
        if (At(index) is { } entry)
        {
            Replace(entry, entry with { Marks = on ? entry.Marks | 1 << mark : entry.Marks & ~(1 << mark) });
        }
    }

    internal void StoreOrder(ulong index, int order, XEntry entry)
    {
        int siblingBits = order % chunkShift;
        StoreSlots(index >> order << order, order - siblingBits, 1ul << siblingBits, entry);
    }

    internal void StoreRange(ulong first, ulong last, XEntry entry)
    {
        while (true)
        {
            (int shift, ulong slots) = Piece(first, last);
            ulong stored = StoreSlots(first, shift, slots, entry);
            ulong end = first + ((stored << shift) - 1);
            if (end >= last)
            {
                return;
            }

            first = end + 1;
        }
    }

    internal void Split(ModelEntry entry, int newOrder)
    {
        _entries.Remove(entry.First);
        int shift = newOrder / chunkShift * chunkShift;
        ulong size = 1ul << newOrder;
        for (ulong first = entry.First; ; first += size)
        {
            Add(new ModelEntry(first, first + (size - 1), shift, entry.Entry, entry.Marks));
            if (first + (size - 1) >= entry.Last)
            {
                return;
            }
        }
    }

    /// <summary>What find returns from an index on: the entry, and the index that goes with it.</summary>
    internal (ModelEntry Entry, ulong Index)? Find(ulong index, ulong max, XMark filter)
    {
        foreach (ModelEntry entry in _entries.Values)
        {
            if (entry.Last < index || entry.Entry.IsZero || !Passes(entry, filter))
            {
                continue;
            }

            ulong at = entry.Covers(index) ? FoundInside(entry, index, filter) : entry.First;
            return at <= max ? (entry, at) : null;
        }

        return null;
    }

    internal (ModelEntry Entry, ulong Index)? FindAfter(ulong index, ulong max, XMark filter)
    {
        if (index == ulong.MaxValue || index + 1 > max)
        {
            return null;
        }

        index++;
        foreach (ModelEntry entry in _entries.Values)
        {
            if (entry.Last < index || entry.Entry.IsZero || !Passes(entry, filter))
            {
                continue;
            }

            if (entry.First >= index)
            {
                return entry.First <= max ? (entry, entry.First) : null;
            }

            // Inside an entry: it is passed over, unless a marked search went back to its start.
            if (FoundInside(entry, index, filter) == entry.First)
            {
                return (entry, entry.First);
            }
        }

        return null;
    }

    private static bool Passes(ModelEntry entry, XMark filter) => filter == XMark.Present || (entry.Marks >> (int)filter & 1) != 0;

    /// <summary>A marked search that starts on a sibling slot goes back to the entry's start; any other leaves the index.</summary>
    private static ulong FoundInside(ModelEntry entry, ulong index, XMark filter) =>
        filter != XMark.Present && index >> entry.Shift != entry.First >> entry.Shift ? entry.First : index;

    /// <summary>Stores into consecutive slots of one level. Returns how many slots the kernel believes to have written.</summary>
    private ulong StoreSlots(ulong first, int shift, ulong slots, XEntry entry)
    {
        ModelEntry? covering = At(first);
        if (covering is not null && covering.Shift > shift)
        {
            StoreOver(covering, entry, 1);
            return 1;
        }

        // A store that begins inside an entry of its own level begins at that entry's first slot.
        ulong start = covering is not null && covering.First < first ? covering.First : first;
        ulong last = start + ((slots << shift) - 1);
        List<ModelEntry> overlapped = [.. _entries.Values.Where(e => e.First <= last && e.Last >= start)];
        if (overlapped is [{ } only] && only.First == start && only.Shift == shift && only.Last >= last)
        {
            StoreOver(only, entry, slots);
            return slots;
        }

        int marks = 0;
        bool chained = false;
        foreach (ModelEntry old in overlapped)
        {
            marks |= old.Marks;
            _entries.Remove(old.First);
            ValueCountsAreOff |= !entry.IsNull && old.Last > last && old.Entry.IsValue != entry.IsValue;
            chained |= old.Last > last || (old.Chained && old.Last == last);
            last = Math.Max(last, old.Last);
        }

        if (!entry.IsNull)
        {
            Add(new ModelEntry(start, last, shift, entry, marks) { Chained = chained });
        }

        return slots;
    }

    private void StoreOver(ModelEntry old, XEntry entry, ulong slotsWritten)
    {
        _entries.Remove(old.First);
        if (!entry.IsNull)
        {
            ValueCountsAreOff |= slotsWritten < old.Slots && old.Entry.IsValue != entry.IsValue;
            Add(old with { Entry = entry });
        }
    }

    /// <summary>
    /// The largest part of a range that is slots of one node: the highest level at which the start is aligned and a whole slot fits.
    /// </summary>
    private (int Shift, ulong Slots) Piece(ulong first, ulong last)
    {
        int shift = 0;
        for (int next = chunkShift; next < 64 && (first & ((1ul << next) - 1)) == 0
            && last - first >= (1ul << next) - 1; next += chunkShift)
        {
            shift = next;
        }

        ulong inNode = _nodeMask + 1 - ((first >> shift) & _nodeMask);
        ulong slots = 0;
        while (slots < inNode && last - first >= ((slots + 1) << shift) - 1 && (slots == 0 || (slots + 1) << shift > slots << shift))
        {
            slots++;
        }

        // All 2^64 indices are 2^(64-shift) slots; the product has wrapped to 0.
        return first == 0 && last == ulong.MaxValue ? (shift, 1ul << (64 - shift)) : (shift, slots);
    }

    private void Replace(ModelEntry old, ModelEntry entry)
    {
        _entries.Remove(old.First);
        Add(entry);
    }

    private void Add(ModelEntry entry) => _entries.Add(entry.First, entry);
}
