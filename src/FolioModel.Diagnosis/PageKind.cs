namespace FolioModel.Diagnosis;

/// <summary>The use of a page, as far as its mapping, flags and page type tell.</summary>
public enum PageKind
{
    /// <summary>No mapping and no page type: a driver's page, a page just allocated, or one that left its file.</summary>
    None,

    /// <summary>A page of a file in the page cache.</summary>
    File,

    /// <summary>Anonymous memory of processes.</summary>
    Anon,

    /// <summary>A page of tmpfs, shared memory or a memfd.</summary>
    Shmem,

    /// <summary>A huge page of a hugetlb pool.</summary>
    Hugetlb,

    /// <summary>A page of guest_memfd.</summary>
    GuestMemfd,

    /// <summary>An anonymous page that same-page merging shares.</summary>
    Ksm,

    /// <summary>Memory of the slab allocator.</summary>
    Slab,

    /// <summary>A page table.</summary>
    PageTable,

    /// <summary>A free page in the buddy allocator.</summary>
    Free,

    /// <summary>A page that memory hotplug or a balloon took offline.</summary>
    Offline,

    /// <summary>Memory reserved at boot, or a page that a driver marked as reserved.</summary>
    Reserved,

    /// <summary>A movable page of a driver (zsmalloc, balloon) that is on no LRU list.</summary>
    DriverMovable,
}
