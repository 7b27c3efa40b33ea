namespace FolioModel.Conformance.Kernel;

/// <summary>The file that a trace works on: one class for each kind of mapping in the recordings.</summary>
internal abstract class TraceMapping
{
    /// <summary>The file's page cache.</summary>
    public abstract AddressSpace Space { get; }

    /// <summary>What the owner of the mapping could do otherwise (the operation <c>opt</c>).</summary>
    /// <param name="which">Number of the option.</param>
    /// <param name="value">Its new value.</param>
    /// <returns>False when there is no such option.</returns>
    public virtual bool SetOption(int which, long value) => false;

    /// <summary>What writing to <c>drop_caches</c> does for the superblock of this mapping, after all batches were drained.</summary>
    public virtual void DropCaches() => Space.Invalidate(PageIndex.Zero, PageIndex.Max);
}
