namespace FolioModel.Rmap;

/// <summary>The results of an access to memory.</summary>
public enum TouchResult
{
    /// <summary>It worked.</summary>
    Done,

    /// <summary>The page is not mapped, or not for writing (<c>SIGSEGV</c>).</summary>
    SegmentationFault,

    /// <summary>There is no page: beyond the end of the file, or it could not be had (<c>SIGBUS</c>, <c>BUS_ADRERR</c>).</summary>
    BusError,

    /// <summary>The page's memory failed (<c>SIGBUS</c>, <c>BUS_MCEERR_AR</c>).</summary>
    HardwarePoison,

    /// <summary>There was no memory for it (<c>VM_FAULT_OOM</c>).</summary>
    OutOfMemory,
}
