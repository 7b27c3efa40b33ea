namespace FolioModel.Files;

/// <summary>Consecutive folios under writeback that are not with the device yet.</summary>
/// <remarks>Models <c>struct mpage_da_data</c>.</remarks>
internal sealed class WritebackExtent(RegularFile file)
{
    public PageIndex First { get; private set; }

    public long Pages { get; private set; }

    /// <summary>Adds a folio if it follows the others and there is room.</summary>
    public bool TryAdd(Folio folio)
    {
        if (Pages == 0)
        {
            Begin(folio);
            return true;
        }

        if (folio.Index != First + new PageCount(Pages) || Pages + folio.Pages > file.FileSystem.Device.LargestRequest)
        {
            return false;
        }

        Pages += folio.Pages;
        return true;
    }

    public void Begin(Folio folio)
    {
        First = folio.Index;
        Pages = folio.Pages;
    }
}
