namespace FolioModel.Cli.Conform.Kernel;

/// <summary>The file that a trace works on: one class for each kind of mapping in the recordings.</summary>
internal abstract class TraceMapping
{
    /// <summary>The file's page cache.</summary>
    public abstract AddressSpace Space { get; }

    /// <summary>The choices of the mapping's owner (the operation <c>opt</c>).</summary>
    /// <param name="which">Number of the option.</param>
    /// <param name="value">Its new value.</param>
    /// <returns>False when there is no such option.</returns>
    public virtual bool SetOption(int which, long value) => false;

    /// <summary>Allocates or punches a range of the file (the operation <c>fallocate</c>).</summary>
    /// <param name="mode">Mode bits.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>What the system call says; null when such a file has no <c>fallocate</c>.</returns>
    public virtual Errno? Fallocate(int mode, long offset, long length) => null;

    /// <summary>
    /// Does the work of a write to <c>drop_caches</c> for the superblock of this mapping, after all batches were drained.
    /// </summary>
    public virtual void DropCaches() => Space.Invalidate(PageIndex.Zero, PageIndex.Max);
}
