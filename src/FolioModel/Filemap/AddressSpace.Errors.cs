namespace FolioModel;

public sealed partial class AddressSpace
{
    private bool _failedToWrite;

    /// <summary>Contents were lost that should have been written: the next <c>fsync</c> has to say so.</summary>
    /// <remarks>Models <c>mapping_set_error</c> with EIO.</remarks>
    public void NoteWriteError() => _failedToWrite = true;

    /// <summary>Tells once that contents were lost since the last call, as <c>fsync</c> does.</summary>
    /// <returns>Success, or <see cref="Errno.EIO"/>.</returns>
    /// <remarks>
    /// Models <c>file_check_and_advance_wb_err</c> for a file that is open once: the kernel tells every open description of its own.
    /// </remarks>
    public Errno TakeWriteError()
    {
        bool failed = _failedToWrite;
        _failedToWrite = false;
        return failed ? Errno.EIO : Errno.None;
    }
}
