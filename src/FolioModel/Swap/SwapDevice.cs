namespace FolioModel.Swap;

/// <summary>Where the contents of swap slots go. The model has no contents: a device only says whether reading and writing work.</summary>
/// <remarks>Input and output are synchronous, as on a device in memory (<c>SWP_SYNCHRONOUS_IO</c>).</remarks>
public class SwapDevice
{
    internal static SwapDevice InMemory { get; } = new();

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
