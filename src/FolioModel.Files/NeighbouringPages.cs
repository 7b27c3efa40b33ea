namespace FolioModel.Files;

/// <summary>
/// The pages before and after one: ranges of the page cache name their last page, sizes and ends of folios the one behind.
/// </summary>
internal static class NeighbouringPages
{
    public static PageIndex Previous(this PageIndex index) => new(index.Value - 1);

    public static PageIndex Next(this PageIndex index) => new(index.Value + 1);
}
