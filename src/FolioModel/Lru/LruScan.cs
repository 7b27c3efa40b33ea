namespace FolioModel.Lru;

/// <summary>The choices of <see cref="LruList.Isolate"/> for a folio that it looks at.</summary>
public enum LruScan
{
    /// <summary>Take it off the list, with a reference for the caller.</summary>
    Take = 0,

    /// <summary>Move it to the head of the list: it counts as scanned.</summary>
    Rotate = 1,

    /// <summary>Leave it for another scan: it does not count as scanned and goes to the head of the list after the scan.</summary>
    Skip = 2,
}
