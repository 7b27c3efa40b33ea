using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using FolioModel.XArrays;

namespace FolioModel;

/// <summary>A handful of folios that a batch lookup found, each with a reference that the caller owns.</summary>
/// <remarks>Models <c>struct folio_batch</c> with its capacity of 31 (15 up to 6.8).</remarks>
public sealed partial class FolioBatch : IReadOnlyList<Folio>
{
    private readonly Machine _machine;
    private readonly int[] _pfns;
    private readonly XEntry[] _entries;
    private readonly ulong[] _indices;
    private int _count;
    private bool _drained;

    /// <summary>Creates an empty batch.</summary>
    /// <param name="machine">The machine whose folios it shall hold.</param>
    public FolioBatch(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        _machine = machine;
        _pfns = new int[machine.Profile.FolioBatchCapacity];
        _entries = new XEntry[_pfns.Length];
        _indices = new ulong[_pfns.Length];
    }

    internal Machine Machine => _machine;

    /// <summary>Folios in the batch.</summary>
    public int Count => _count;

    /// <summary>Slots of the batch.</summary>
    public int Capacity => _pfns.Length;

    /// <summary>Where the next lookup of a traversal continues.</summary>
    public PageIndex Next { get; internal set; }

    /// <summary>A folio of the batch.</summary>
    /// <param name="index">Its place, from 0.</param>
    public Folio this[int index] => new(_machine, _entries[CheckedSlot(index)].PointerId);

    /// <summary>The entry at a place of the batch; values come only from lookups that say so, and hold no reference.</summary>
    /// <param name="slot">The place, from 0.</param>
    public CacheEntry Entry(int slot)
    {
        XEntry entry = _entries[CheckedSlot(slot)];
        return new CacheEntry(entry.IsPointer ? new Folio(_machine, entry.PointerId) : default, entry);
    }

    /// <summary>Where in the file an entry was found: for a folio its first page, or the first page searched inside it.</summary>
    /// <param name="slot">The place, from 0.</param>
    public PageIndex IndexOf(int slot) => new(_indices[CheckedSlot(slot)]);

    /// <summary>Whether there may be values among the folios.</summary>
    internal bool HasValues { get; private set; }

    internal bool IsFull => _count == _pfns.Length;

    /// <summary>
    /// Drops the batch's references and empties it. Drains this CPU's LRU batches first, once in the life of a batch, so that folios that
    /// only they hold are freed here. Reference effect: -1 on each folio.
    /// </summary>
    /// <remarks>Models <c>folio_batch_release</c>; does nothing for an empty batch.</remarks>
    [Interleaved]
    public void Release()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_batch_release");
        if (_count == 0)
        {
            return;
        }

        DrainOnce();
        _machine.Point(SchedulingPoint.Put);
        PutAll();
    }

    /// <summary>Drains this CPU's LRU batches before the first folios of this batch are freed.</summary>
    [Interleaved]
    internal void DrainOnce()
    {
        if (!_drained)
        {
            _machine.Batches.Drain();
            _drained = true;
        }
    }

    /// <summary>Drops the batch's references one after the other and empties it. Reference effect: -1 on each folio.</summary>
    public void Put()
    {
        PageDescriptors pages = new(_machine.Map);
        ReferenceCounts references = _machine.References;
        foreach (XEntry entry in _entries.AsSpan(0, _count))
        {
            int pfn = entry.PointerId;
            ref PageDescriptor page = ref pages[pfn];
            if (references.SubtractAndTest(ref page, pfn, 1, HolderKind.Own, 0, "folio_put"))
            {
                _machine.FreeFolio(pfn, ref page);
            }
        }

        _count = 0;
    }

    /// <summary>Takes the last folio out of the batch; its reference goes to the caller.</summary>
    /// <exception cref="InvalidOperationException">The batch is empty.</exception>
    public void RemoveLast()
    {
        if (_count == 0)
        {
            throw new InvalidOperationException("the batch is empty");
        }

        _count--;
    }

    /// <summary>Empties the batch; its references go to the caller.</summary>
    public void Clear()
    {
        _count = 0;
        HasValues = false;
    }

    /// <inheritdoc/>
    public IEnumerator<Folio> GetEnumerator()
    {
        for (int i = 0; i < _count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void AddTo(ref StateHash hash)
    {
        hash.Add(_count);
        hash.Add(_drained);
        hash.Add(Next.Value);
        for (int i = 0; i < _count; i++)
        {
            hash.Add(_indices[i]);
            hash.Add(_entries[i].IsPointer ? _entries[i].PointerId : -1);
        }
    }

    internal void Reuse()
    {
        _count = 0;
        HasValues = false;
        _drained = false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(XEntry entry, ulong index)
    {
        HasValues |= entry.IsValue;
        _entries[_count] = entry;
        _indices[_count++] = index;
    }

    internal XEntry EntryAt(int slot) => _entries[slot];

    internal ulong IndexAt(int slot) => _indices[slot];

    internal int FrameAt(int slot) => _entries[slot].PointerId;

    /// <summary>Leaves the folios and drops the values.</summary>
    /// <remarks>Models <c>folio_batch_remove_exceptionals</c>.</remarks>
    public void RemoveValues()
    {
        if (!HasValues)
        {
            return;
        }

        HasValues = false;
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (!_entries[i].IsValue)
            {
                _entries[kept] = _entries[i];
                _indices[kept++] = _indices[i];
            }
        }

        _count = kept;
    }

    private void PutAll()
    {
        for (int i = 0; i < _count; i++)
        {
            _pfns[i] = _entries[i].PointerId;
        }

        _machine.PutAll(_pfns.AsSpan(0, _count), HolderKind.Own, 0, "folios_put");
        _count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int CheckedSlot(int index)
    {
        if ((uint)index >= (uint)_count)
        {
            ThrowNoSlot(index);
        }

        return index;
    }

    [DoesNotReturn]
    private void ThrowNoSlot(int index) => throw new ArgumentOutOfRangeException(nameof(index), index, $"the batch holds {_count} folios");
}
