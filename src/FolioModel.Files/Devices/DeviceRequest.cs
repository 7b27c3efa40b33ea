namespace FolioModel.Files;

/// <summary>One transfer between a device and consecutive pages of a file.</summary>
/// <remarks>Models <c>struct request</c>. Waiters wait for the folios' locks and writeback, or for this object.</remarks>
public sealed class DeviceRequest
{
    private readonly FileSystem _system;

    internal DeviceRequest(FileSystem system, RegularFile file, DeviceRequestKind kind, PageIndex first, long pages)
    {
        _system = system;
        File = file;
        Kind = kind;
        First = first;
        Pages = pages;
    }

    /// <summary>The file.</summary>
    public RegularFile File { get; }

    /// <summary>The purpose of the request.</summary>
    public DeviceRequestKind Kind { get; }

    /// <summary>Whether it writes.</summary>
    public bool IsWrite => Kind is DeviceRequestKind.Writeback or DeviceRequestKind.DirectWrite;

    /// <summary>First page in the file.</summary>
    public PageIndex First { get; }

    /// <summary>Pages.</summary>
    public long Pages { get; }

    /// <summary>Bytes.</summary>
    public long Bytes => Pages * PageSize.Bytes;

    /// <summary>The task that submitted it.</summary>
    public KernelTask Submitter { get; internal set; } = null!;

    /// <summary>What it is a part of: the folios end together. Null for a request about one folio or none.</summary>
    internal DeviceTransfer? Transfer { get; init; }

    /// <summary>Whether the folios stay locked when it is over, because the submitter needs them so.</summary>
    internal bool KeepsLock { get; init; }

    /// <summary>Whether it is over.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The error with which it ended.</summary>
    public Errno Error { get; private set; }

    /// <summary>The device is done with the request. With the last request of an extent its folios become uptodate and unlocked, or are no
    /// longer under writeback.</summary>
    /// <param name="error">Success, or <see cref="Errno.EIO"/> or another error of the device.</param>
    /// <exception cref="InvalidOperationException">The request is over already.</exception>
    /// <remarks>Models <c>bio_endio</c>.</remarks>
    public void Complete(Errno error = Errno.None)
    {
        if (IsDone)
        {
            throw new InvalidOperationException($"{this} is over already");
        }

        IsDone = true;
        Error = error;
        _system.Ended(this);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} of {Pages} pages from page {First} of '{File.Name}'";
}
