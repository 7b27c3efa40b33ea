namespace FolioModel.Lru;

/// <summary>The result of <see cref="LruList.Isolate"/>, in pages.</summary>
/// <param name="Scanned">Pages of the folios that it took or rotated.</param>
/// <param name="Taken">Pages of the folios that it took.</param>
/// <param name="Skipped">Pages of the folios that it skipped.</param>
public readonly record struct LruIsolation(PageCount Scanned, PageCount Taken, PageCount Skipped);
