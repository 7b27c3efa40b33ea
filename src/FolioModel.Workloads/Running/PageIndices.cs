using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FolioModel.Workloads.Running;

/// <summary>Places in one page cache for keys of a trace, in the order in which they are met: objects, or pages of objects.</summary>
/// <remarks>Small keys are looked up in a table, all others in an open hash. Neither allocates but to grow.</remarks>
internal sealed class PageIndices
{
    private const ulong SmallKeys = 1 << 24;
    private const int FirstSlots = 1 << 16;
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private uint[] _small = [];
    private ulong[] _keys = new ulong[FirstSlots];
    private uint[] _values = new uint[FirstSlots];
    private int _hashed;

    /// <summary>The number of keys met.</summary>
    public long Count { get; private set; }

    /// <summary>The key of a page of an object or file. The first page of an object has the object's own number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong KeyOf(ulong file, long page)
    {
        if (page == 0)
        {
            return file;
        }

        ulong mixed = ((ulong)page * Golden) ^ BitOperations.RotateLeft(file, 32);
        return (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9;
    }

    /// <summary>The place of a key; a new one for a key that was not met before.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isNew">Whether it was not met before.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Of(ulong key, out bool isNew)
    {
        if (key < (ulong)_small.Length)
        {
            ref uint place = ref _small[key];
            isNew = place == 0;
            if (isNew)
            {
                place = (uint)++Count;
            }

            return place - 1;
        }

        return Slowly(key, out isNew);
    }

    /// <summary>The place of a key that was met before, or -1.</summary>
    public long PlaceOf(ulong key) => key < (ulong)_small.Length ? (long)_small[key] - 1
        : key < SmallKeys ? -1 : (long)_values[SlotOf(key)] - 1;

    /// <summary>Asks the processor to fetch what <see cref="Of"/> will read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong key)
    {
        if (Sse.IsSupported)
        {
            uint[] small = _small;
            Sse.Prefetch0(key < (ulong)small.Length
                ? Unsafe.AsPointer(ref small[key]) : Unsafe.AsPointer(ref _keys[FirstSlotOf(key)]));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long Slowly(ulong key, out bool isNew)
    {
        if (key < SmallKeys)
        {
            Array.Resize(ref _small, (int)Math.Max(BitOperations.RoundUpToPowerOf2(key + 1), 1 << 10));
            return Of(key, out isNew);
        }

        if (_hashed * 2 >= _keys.Length)
        {
            Grow();
        }

        int slot = SlotOf(key);
        isNew = _values[slot] == 0;
        if (isNew)
        {
            _keys[slot] = key;
            _values[slot] = (uint)++Count;
            _hashed++;
        }

        return _values[slot] - 1;
    }

    private int SlotOf(ulong key)
    {
        int mask = _keys.Length - 1;
        int slot = FirstSlotOf(key);
        while (_values[slot] != 0 && _keys[slot] != key)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private int FirstSlotOf(ulong key) => (int)(key * Golden >> 32) & (_keys.Length - 1);

    private void Grow()
    {
        ulong[] keys = _keys;
        uint[] values = _values;
        _keys = new ulong[keys.Length * 2];
        _values = new uint[keys.Length * 2];
        for (int i = 0; i < keys.Length; i++)
        {
            if (values[i] != 0)
            {
                int slot = SlotOf(keys[i]);
                _keys[slot] = keys[i];
                _values[slot] = values[i];
            }
        }
    }
}
