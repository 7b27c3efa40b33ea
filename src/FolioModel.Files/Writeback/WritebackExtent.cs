namespace FolioModel.Files;

/// <summary>Consecutive folios under writeback that are not with the device yet: at most as many as one transfer may have.</summary>
/// <remarks>Models <c>struct mpage_da_data</c>.</remarks>
internal sealed class WritebackExtent
{
    private int _folios;

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

        if (folio.Index != First + new PageCount(Pages) || _folios == DeviceTransfer.MostFolios)
        {
            return false;
        }

        Pages += folio.Pages;
        _folios++;
        return true;
    }

    public void Begin(Folio folio)
    {
        First = folio.Index;
        Pages = folio.Pages;
        _folios = 1;
    }
}
