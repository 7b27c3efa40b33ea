namespace FolioModel.Gmem;

/// <summary>Flags of a memory slot.</summary>
[Flags]
public enum MemorySlotFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Writes are logged (<c>KVM_MEM_LOG_DIRTY_PAGES</c>).</summary>
    LogDirtyPages = 1,

    /// <summary>The guest may only read (<c>KVM_MEM_READONLY</c>).</summary>
    ReadOnly = 2,

    /// <summary>Private memory comes from a guest_memfd (<c>KVM_MEM_GUEST_MEMFD</c>).</summary>
    GuestMemfd = 4,
}
