namespace FolioModel.Cli.Content.Gmem;

/// <summary>
/// The bytes that the host wrote into the folios of a file. A folio that is freed takes its contents along: another one is another key.
/// </summary>
internal sealed class HostContents
{
    private readonly Dictionary<Folio, byte[]> _pages = [];

    public byte[] Of(Folio folio)
    {
        if (!_pages.TryGetValue(folio, out byte[]? page))
        {
            foreach (Folio dead in _pages.Keys.Where(key => !key.IsAlive).ToArray())
            {
                _pages.Remove(dead);
            }

            page = new byte[PageSize.Bytes];
            _pages.Add(folio, page);
        }

        return page;
    }
}
