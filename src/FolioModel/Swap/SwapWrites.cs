using System.Runtime.InteropServices;

namespace FolioModel.Swap;

/// <summary>The writes to a swap device that have begun and not ended, the oldest first.</summary>
/// <remarks>
/// Stands for the bios between <c>submit_bio</c> and <c>end_swap_bio_write</c>. They hold no reference: a folio under writeback does not
/// leave the swap cache, and that holds one.
/// </remarks>
internal sealed class SwapWrites
{
    private readonly List<SwapEntry> _slots = [];
    private readonly List<int> _frames = [];

    public int Count => _slots.Count;

    /// <summary>The first slot of each write.</summary>
    public IReadOnlyList<SwapEntry> Slots => _slots;

    /// <summary>The folio of each write, by its first page.</summary>
    public ReadOnlySpan<int> Frames => CollectionsMarshal.AsSpan(_frames);

    public void Begin(int pfn, SwapEntry first)
    {
        _slots.Add(first);
        _frames.Add(pfn);
    }

    /// <summary>Takes the oldest out.</summary>
    public (int Pfn, SwapEntry First) TakeOldest()
    {
        (int, SwapEntry) oldest = (_frames[0], _slots[0]);
        _slots.RemoveAt(0);
        _frames.RemoveAt(0);
        return oldest;
    }

    /// <summary>How many writes end if a folio's does; 0 when none of them is the folio's.</summary>
    public int CountUpTo(int pfn) => _frames.IndexOf(pfn) + 1;

    public void AddTo(ref StateHash hash)
    {
        foreach (int pfn in _frames)
        {
            hash.Add(pfn);
        }
    }
}
