namespace FolioModel.Samples.StorageHost.Workloads;

/// <summary>The machine that a workload runs on. GB and MB are powers of ten, GiB of two.</summary>
internal sealed record MachineSettings
{
    public double MemoryGib { get; init; } = 16;

    /// <summary>Gigabytes that others use, from the start to the end.</summary>
    public double UsedGb { get; init; }

    public int Cpus { get; init; } = 4;

    /// <summary>Sockets with memory of their own; processes run on the first.</summary>
    public int NumaNodes { get; init; } = 1;

    /// <summary>How fast memory of another node is copied, compared with local memory.</summary>
    public double RemoteCopy { get; init; } = 0.58;

    /// <summary>Ticks of the kernel's timer in a second.</summary>
    public int Hz { get; init; } = 1000;

    /// <summary>A file's folios have this order; 0 is one page of 4 KiB.</summary>
    public int PageOrder { get; init; }

    public int ReadAheadKb { get; init; } = 128;

    public int RequestKb { get; init; } = 1280;

    public int DirtyBackgroundRatio { get; init; } = 10;

    public int DirtyRatio { get; init; } = 20;

    public double DirtyExpireSeconds { get; init; } = 30;

    public double DirtyWritebackSeconds { get; init; } = 5;

    /// <summary>Megabytes a second that one process reads from the page cache.</summary>
    public double CacheReadMbS { get; init; } = 3300;

    /// <summary>Megabytes a second that one process writes into the page cache.</summary>
    public double CacheWriteMbS { get; init; } = 3060;

    public double DiskReadMbS { get; init; } = 500;

    public double DiskWriteMbS { get; init; } = 500;

    /// <summary>The part of its rate at which the disk writes while it reads: a third where reads go first twice (mq-deadline).</summary>
    public double WriteShareWhileReading { get; init; } = 1;

    public double DiskLatencyMs { get; init; } = 0.1;

    /// <summary>Closing a file that was emptied and written again starts its writeback, as on ext4 and XFS.</summary>
    public bool FlushReplaced { get; init; } = true;

    /// <summary>Writes are on the device before they return, as on a server that writes through.</summary>
    public bool WriteThrough { get; init; }
}
