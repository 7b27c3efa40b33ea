namespace FolioModel;

/// <summary>
/// The bytes of page frames and swap slots, where <see cref="MachineOptions.Contents"/> is on. A frame that goes back to the allocator
/// keeps its bytes, as real memory does: an owner that forgets to clear a new page shows what was there before.
/// </summary>
/// <remarks>
/// Contents move with what the kernel moves: a copy on write, a copy for a child, migration, and a page that goes out to swap or comes
/// back. An owner writes those of its files; of one that does not, a page shows what its frame held before. A page that was filled with
/// one byte costs one byte.
/// </remarks>
[SharedState("contents of memory")]
public sealed partial class MemoryContents : ISharedState
{
    private readonly Machine _machine;

    [NotShared("AddMoreTo hashes it: a page's bytes are an array")]
    private readonly SortedDictionary<int, byte[]> _frames = [];

    [NotShared("AddMoreTo hashes it: a slot's bytes are an array")]
    private readonly SortedDictionary<ulong, byte[]> _slots = [];

    internal MemoryContents(Machine machine)
    {
        _machine = machine;
        _stateNumber = machine.NewStateNumber();
    }

    /// <summary>Reads bytes of a folio. Reference effect: none; the caller holds a reference or the folio's lock.</summary>
    /// <param name="folio">The folio.</param>
    /// <param name="offset">First byte, from the folio's start.</param>
    /// <param name="destination">Where to put them; its length says how many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the folio.</exception>
    public void Read(Folio folio, long offset, Span<byte> destination)
    {
        Check(folio, offset, destination.Length);
        while (!destination.IsEmpty)
        {
            (int frame, int start, int length) = PartAt(folio.Frame, offset, destination.Length);
            if (_frames.TryGetValue(frame, out byte[]? bytes) && bytes.Length > 1)
            {
                bytes.AsSpan(start, length).CopyTo(destination);
            }
            else
            {
                destination[..length].Fill(bytes is null ? (byte)0 : bytes[0]);
            }

            destination = destination[length..];
            offset += length;
        }
    }

    /// <summary>Writes bytes into a folio. Reference effect: none; the caller holds a reference or the folio's lock.</summary>
    /// <param name="folio">The folio.</param>
    /// <param name="offset">First byte, from the folio's start.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the folio.</exception>
    public void Write(Folio folio, long offset, ReadOnlySpan<byte> bytes)
    {
        Check(folio, offset, bytes.Length);
        while (!bytes.IsEmpty)
        {
            (int frame, int start, int length) = PartAt(folio.Frame, offset, bytes.Length);
            bytes[..length].CopyTo(WholePage(frame).AsSpan(start));
            bytes = bytes[length..];
            offset += length;
        }
    }

    /// <summary>Sets bytes of a folio to one value. Reference effect: none; the caller holds a reference or the folio's lock.</summary>
    /// <param name="folio">The folio.</param>
    /// <param name="offset">First byte, from the folio's start.</param>
    /// <param name="length">How many.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the folio.</exception>
    /// <remarks>With value 0 it models <c>folio_zero_range</c>.</remarks>
    public void Fill(Folio folio, long offset, long length, byte value)
    {
        Check(folio, offset, length);
        while (length > 0)
        {
            (int frame, int start, int part) = PartAt(folio.Frame, offset, length);
            if (part == PageSize.Bytes)
            {
                _frames[frame] = [value];
            }
            else
            {
                WholePage(frame).AsSpan(start, part).Fill(value);
            }

            offset += part;
            length -= part;
        }
    }

    /// <summary>All bytes of a folio become 0.</summary>
    /// <remarks>Models <c>clear_highpage</c> for each page.</remarks>
    internal void Clear(Folio folio) => Fill(folio, 0, (long)folio.Pages * PageSize.Bytes, 0);

    /// <summary>Copies a page.</summary>
    /// <remarks>Models <c>copy_highpage</c>.</remarks>
    internal void Copy(int from, int to)
    {
        _machine.Track(this);
        if (_frames.TryGetValue(from, out byte[]? bytes))
        {
            _frames[to] = [.. bytes];
        }
        else
        {
            _frames.Remove(to);
        }
    }

    /// <summary>Copies a folio into another of its size.</summary>
    /// <remarks>Models <c>folio_copy</c>.</remarks>
    internal void Copy(Folio from, Folio to)
    {
        for (int page = 0; page < from.Pages; page++)
        {
            Copy(from.Frame + page, to.Frame + page);
        }
    }

    /// <summary>A device has written a folio to its slots.</summary>
    internal void Save(Folio folio, SwapEntry first)
    {
        _machine.Track(this);
        for (int page = 0; page < folio.Pages; page++)
        {
            _slots[(first + page).ToValue()] = _frames.TryGetValue(folio.Frame + page, out byte[]? bytes) ? [.. bytes] : [0];
        }
    }

    /// <summary>A device has read a slot into a folio of one page.</summary>
    internal void Load(SwapEntry slot, Folio folio)
    {
        _machine.Track(this);
        _frames[folio.Frame] = _slots.TryGetValue(slot.ToValue(), out byte[]? bytes) ? [.. bytes] : [0];
    }

    /// <summary>The part of a range that lies in one page: its frame, where it starts there, and its length.</summary>
    private static (int Frame, int Start, int Length) PartAt(int first, long offset, long length)
    {
        int start = (int)(offset & (PageSize.Bytes - 1));
        return (first + (int)(offset >> PageSize.Shift), start, (int)Math.Min(length, PageSize.Bytes - start));
    }

    private void Check(Folio folio, long offset, long length)
    {
        _machine.CheckOwn(folio);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ((long)folio.Pages * PageSize.Bytes) - offset);
        _machine.Track(this);
    }

    private byte[] WholePage(int frame)
    {
        if (_frames.TryGetValue(frame, out byte[]? bytes) && bytes.Length > 1)
        {
            return bytes;
        }

        byte[] whole = new byte[PageSize.Bytes];
        Array.Fill(whole, bytes is null ? (byte)0 : bytes[0]);
        return _frames[frame] = whole;
    }

    partial void AddMoreTo(ref StateHash hash)
    {
        foreach ((int frame, byte[] bytes) in _frames)
        {
            Add(ref hash, frame, bytes);
        }

        foreach ((ulong slot, byte[] bytes) in _slots)
        {
            Add(ref hash, (long)slot, bytes);
        }
    }

    private static void Add(ref StateHash hash, long place, byte[] bytes)
    {
        hash.Add(place);
        foreach (byte value in bytes)
        {
            hash.Add((int)value);
        }
    }
}
