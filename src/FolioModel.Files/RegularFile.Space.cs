using System.Numerics;

namespace FolioModel.Files;

public sealed partial class RegularFile
{
    private const int WordBits = 64;

    /// <summary>One bit for each page that has space on the device, or will get it when it is written.</summary>
    [NotShared("changes only with the pages of the cache and under their locks; the sum is tracked")]
    private ulong[] _reserved = [];

    /// <summary>Pages that the file has on the device, those that were promised by delayed allocation included.</summary>
    [Shared]
    public partial PageCount Allocated { get; private set; }

    /// <summary>Whether a page has space on the device: a page without is a hole, which reads as zeroes.</summary>
    /// <param name="index">The page.</param>
    public bool HasSpace(PageIndex index) => (WordAt(index.Value) >> (int)(index.Value % WordBits) & 1) != 0;

    private bool HasHoles => Allocated != PageCount.RoundedUp(Size);

    /// <summary>Makes sure that pages have space.</summary>
    /// <returns>False when the device is full; nothing has changed then.</returns>
    /// <remarks>Models <c>ext4_da_reserve_space</c>.</remarks>
    internal bool Reserve(PageIndex first, long pages)
    {
        ulong end = first.Value + (ulong)pages;
        long missing = 0;
        for (ulong index = first.Value; index < end; index = NextWord(index))
        {
            missing += BitOperations.PopCount(MaskOf(index, end) & ~WordAt(index));
        }

        if (missing == 0)
        {
            return true;
        }

        if (!FileSystem.TryAllocate(missing))
        {
            return false;
        }

        Allocated += new PageCount(missing);
        int words = (int)((end + WordBits - 1) / WordBits);
        if (words > _reserved.Length)
        {
            Array.Resize(ref _reserved, Math.Max(words, _reserved.Length * 2));
        }

        for (ulong index = first.Value; index < end; index = NextWord(index))
        {
            _reserved[index / WordBits] |= MaskOf(index, end);
        }

        return true;
    }

    /// <summary>Gives the space of pages back.</summary>
    internal void FreeSpace(PageIndex first, PageIndex endExclusive)
    {
        ulong end = Math.Min(endExclusive.Value, (ulong)_reserved.Length * WordBits);
        long freed = 0;
        for (ulong index = first.Value; index < end; index = NextWord(index))
        {
            ulong mask = MaskOf(index, end);
            freed += BitOperations.PopCount(mask & WordAt(index));
            _reserved[index / WordBits] &= ~mask;
        }

        Allocated -= new PageCount(freed);
        FileSystem.Free(freed);
    }

    private static ulong NextWord(ulong index) => (index / WordBits + 1) * WordBits;

    /// <summary>The bits of one word from an index on, up to an end.</summary>
    private static ulong MaskOf(ulong index, ulong end)
    {
        ulong from = ulong.MaxValue << (int)(index % WordBits);
        return end >= NextWord(index) ? from : from & ~(ulong.MaxValue << (int)(end % WordBits));
    }

    private ulong WordAt(ulong index) => index / WordBits < (ulong)_reserved.Length ? _reserved[index / WordBits] : 0;
}
