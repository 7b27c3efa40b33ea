namespace FolioModel.Observation;

/// <summary>The kind of block that one base page is part of.</summary>
public enum PageState
{
    /// <summary>Inside a larger block, not its first page: the block's first page tells the state.</summary>
    Inside = 0,

    /// <summary>First page of a free block of the buddy allocator.</summary>
    Buddy = 1,

    /// <summary>First page of a block on a per-CPU page list.</summary>
    PerCpu = 2,

    /// <summary>First page of an allocated block: an order-0 or compound folio.</summary>
    Allocated = 3,

    /// <summary>First page of an allocated block that is not compound.</summary>
    AllocatedRaw = 4,

    /// <summary>Taken out of use: memory failure, or refused when it was freed.</summary>
    Offline = 5,

    /// <summary>Not managed by the page allocator: a hole or the end of the map.</summary>
    Reserved = 6,
}
