namespace FolioModel.Files;

public sealed partial class OpenFile
{
    /// <summary>Whether mappings made through the open file say nothing about recency (<c>FMODE_NOREUSE</c>).</summary>
    [Shared]
    public partial bool IsNoReuse { get; private set; }

    /// <summary>Says how a range will be used.</summary>
    /// <param name="position">First byte.</param>
    /// <param name="length">Bytes; 0 for all to the end.</param>
    /// <param name="advice">How.</param>
    /// <returns>Success, or <see cref="Errno.EINVAL"/>.</returns>
    /// <remarks>
    /// Models <c>generic_fadvise</c>. Reference effect: none for most; WILLNEED adds folios to the cache, DONTNEED removes unused clean
    /// ones,
    /// -1 for each page.
    /// </remarks>
    [Interleaved]
    public Errno Advise(long position, long length, FileAdvice advice)
    {
        ThrowIfUnusable();
        if (position < 0 || length < 0 || position > long.MaxValue - length || !Enum.IsDefined(advice))
        {
            return Errno.EINVAL;
        }

        using KernelTask.FunctionScope function = _machine.Current.Enter("generic_fadvise");
        long end = length == 0 ? long.MaxValue - PageSize.Bytes : position + length;
        switch (advice)
        {
            case FileAdvice.Normal:
                Readahead.ExpectNormal();
                IsNoReuse = false;
                break;
            case FileAdvice.Random:
                Readahead.ExpectRandom();
                break;
            case FileAdvice.Sequential:
                Readahead.ExpectSequential();
                break;
            case FileAdvice.NoReuse:
                IsNoReuse = true;
                break;
            case FileAdvice.WillNeed:
                ReadSoon(position, Math.Min(end, File.Size));
                break;
            default:
                DropUnused(position, end);
                break;
        }

        return Errno.None;
    }

    [Interleaved]
    private void ReadSoon(long position, long end)
    {
        if (end > position)
        {
            PageIndex first = new ByteOffset(position).ToPageIndex();
            File.ForceRead(Readahead, first, (long)(new ByteOffset(end).ToNextPageIndex().Value - first.Value));
        }
    }

    /// <summary>Partial pages at the ends stay, as others may need them; folios in batches of other CPUs go in a second round.</summary>
    [Interleaved]
    private void DropUnused(long position, long end)
    {
        File.StartWriting(position, Math.Min(end, File.Size) - Math.Min(position, File.Size));
        PageIndex first = new ByteOffset(position).ToNextPageIndex();
        PageIndex behind = end >= File.Size ? new ByteOffset(end).ToNextPageIndex() : new ByteOffset(end).ToPageIndex();
        if (behind <= first)
        {
            return;
        }

        _machine.Batches.Drain();
        long before = File.Mapping.Pages.Count.Value;
        long dropped = Mapping.Invalidate(first, behind.Previous());
        if (dropped < before && Mapping.Pages.HasAny(first, behind.Previous()))
        {
            _machine.Batches.DrainAll();
            Mapping.Invalidate(first, behind.Previous());
        }
    }
}
