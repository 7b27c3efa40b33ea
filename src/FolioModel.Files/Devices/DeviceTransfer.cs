namespace FolioModel.Files;

/// <summary>Consecutive folios whose transfer ends at one moment, however many requests the device needs for it.</summary>
/// <remarks>Models <c>struct bio</c> that the block layer split: its end is the end of the last part.</remarks>
internal sealed class DeviceTransfer(RegularFile file, PageIndex first, long pages)
{
    /// <summary>Folios that a transfer has at most (<c>BIO_MAX_VECS</c>).</summary>
    public const int MostFolios = 256;

    private long _left = pages;

    public RegularFile File { get; } = file;

    public PageIndex First { get; } = first;

    public long Pages { get; } = pages;

    /// <summary>The first error of a part.</summary>
    public Errno Error { get; private set; }

    /// <summary>A part of it ended.</summary>
    /// <returns>Whether it was the last one.</returns>
    public bool EndPart(DeviceRequest part)
    {
        Error = Error == Errno.None ? part.Error : Error;
        _left -= part.Pages;
        return _left == 0;
    }
}
