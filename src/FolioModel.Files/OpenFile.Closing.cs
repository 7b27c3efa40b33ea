namespace FolioModel.Files;

public sealed partial class OpenFile
{
    /// <summary>Whether the open file was closed: every operation on it throws.</summary>
    [Shared]
    public partial bool IsClosed { get; private set; }

    /// <summary>
    /// Closes the open file. Where the file was emptied and written again and the filesystem writes such files early
    /// (<see cref="FileSystemOptions.FlushesReplacedFiles"/>), this starts to write what is dirty and waits for no more than room in the
    /// device's queue. Mappings made through it stay valid. Reference effect: none.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file is deleted, or the open file is closed.</exception>
    /// <remarks>Models the last <c>fput</c> of a file: <c>ext4_release_file</c> with <c>ext4_alloc_da_blocks</c>.</remarks>
    [Interleaved]
    public void Close()
    {
        ThrowIfUnusable();
        using KernelTask.FunctionScope function = _machine.Current.Enter("ext4_release_file");
        IsClosed = true;
        if (File.TakeReplaced() && FileSystem.Options.FlushesReplacedFiles)
        {
            File.StartWriting(0, long.MaxValue - PageSize.Bytes);
        }
    }

    private void ThrowIfUnusable()
    {
        File.ThrowIfDeleted();
        if (IsClosed)
        {
            throw new InvalidOperationException($"{this} is closed");
        }
    }
}
