namespace FolioModel.Workloads;

/// <summary>The kind of a request.</summary>
public enum TraceOperation : byte
{
    /// <summary>A read through a system call, or a request of a trace that does not tell reads from writes.</summary>
    Read,

    /// <summary>A write through a system call.</summary>
    Write,

    /// <summary>A load through a mapping.</summary>
    Load,

    /// <summary>A store through a mapping.</summary>
    Store,

    /// <summary>Waits until the file's dirty pages are on the device (<c>fsync</c>).</summary>
    Sync,

    /// <summary>Removes a range of the file, as discard and truncation do.</summary>
    Discard,
}
