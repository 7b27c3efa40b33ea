namespace FolioModel.Props.Shmem;

/// <summary>What a random program does to a shmem file.</summary>
internal enum ShmemStepKind
{
    Fallocate,
    Punch,
    Write,
    Read,
    Get,
    Truncate,
    SwapOut,
    SwapOff,
    Hold,
    LetGo,
    Map,
    Touch,
    PageOut,
    Pin,
    Unpin,
    Drain,
    Invalidate,
    MapPrivately,
    Unmap,
    Fork,
    TouchAsChild,
    ChildExits,
    Discard,
    Populate,
    Lock,
    Unlock,
    Split,
    Migrate,
    FailMemory,
    FailFrame,
    SoftOffline,
    Unpoison,
}

/// <summary>One step with two numbers, which each kind reads in its own way.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Page">A page.</param>
/// <param name="Length">A length in bytes, or a choice.</param>
internal sealed record ShmemStep(ShmemStepKind Kind, int Page, int Length);
