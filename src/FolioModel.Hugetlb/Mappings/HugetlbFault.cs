namespace FolioModel.Hugetlb;

/// <summary>The results of an access through a mapping.</summary>
public enum HugetlbFault
{
    /// <summary>The access went through.</summary>
    None,

    /// <summary>SIGSEGV: the mapping does not allow it (<c>SEGV_ACCERR</c>).</summary>
    AccessDenied,

    /// <summary>
    /// SIGBUS: beyond the file's end, no huge page left, or taken away by the process it was inherited from (<c>BUS_ADRERR</c>).
    /// </summary>
    NoPage,

    /// <summary>SIGBUS: the memory failed (<c>BUS_MCEERR_AR</c>).</summary>
    Poisoned,

    /// <summary>No memory for a reservation map entry (<c>VM_FAULT_OOM</c>): the kernel kills a process and retries.</summary>
    OutOfMemory,
}
