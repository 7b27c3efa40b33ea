namespace FolioModel.Gmem;

/// <summary>Flags of a guest_memfd's creation; which of them are known depends on the profile.</summary>
[Flags]
public enum GmemFlags : ulong
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>6.18: the host may map the file (<c>GUEST_MEMFD_FLAG_MMAP</c>).</summary>
    Mmap = 1,

    /// <summary>6.18: the memory starts shared with the host (<c>GUEST_MEMFD_FLAG_INIT_SHARED</c>).</summary>
    InitShared = 2,

    /// <summary>v11: huge folios may be used (<c>KVM_GUEST_MEMFD_ALLOW_HUGEPAGE</c>).</summary>
    AllowHugePage = 1UL << 32,
}
