namespace FolioModel.Swap;

/// <summary>Where the contents of swap slots go. The model has no contents: a device only says whether reading and writing work.</summary>
public class SwapDevice
{
    internal static SwapDevice InMemory { get; } = new();

    /// <summary>Whether a read or write is over when it returns, as on a device in memory (<c>SWP_SYNCHRONOUS_IO</c>).</summary>
    /// <remarks>A page that one process alone uses is then read without the swap cache and without its neighbours.</remarks>
    public virtual bool IsSynchronous => true;

    /// <summary>Writes a folio to its slots.</summary>
    /// <param name="folio">A folio under writeback.</param>
    /// <param name="entry">Its first slot.</param>
    /// <returns>Whether it worked; a failure leaves the folio dirty.</returns>
    public virtual bool Write(Folio folio, SwapEntry entry) => true;

    /// <summary>Reads a folio from its slot.</summary>
    /// <param name="folio">A locked folio.</param>
    /// <param name="entry">Its slot.</param>
    /// <returns>Whether it worked; a failure leaves the folio not uptodate.</returns>
    public virtual bool Read(Folio folio, SwapEntry entry) => true;
}
