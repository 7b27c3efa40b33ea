namespace FolioModel.Samples.StorageHost.Workloads;

/// <summary>One step of a process: exactly one of its members is set, beside sizes.</summary>
internal sealed record StepSettings
{
    /// <summary>Reads a whole file into memory that the process allocates as it goes.</summary>
    public string? Read { get; init; }

    /// <summary>Writes a file from its start; it is made if it does not exist.</summary>
    public string? Write { get; init; }

    /// <summary>Gigabytes that <see cref="Write"/> writes, or that <see cref="Read"/> reads; null for the whole file.</summary>
    public double? SizeGb { get; init; }

    /// <summary>Whether <see cref="Read"/> keeps what it read in anonymous memory.</summary>
    public bool Keep { get; init; } = true;

    /// <summary>Seconds of computing.</summary>
    public double? Compute { get; init; }

    /// <summary>Gigabytes of anonymous memory to allocate and touch.</summary>
    public double? AllocateGb { get; init; }

    /// <summary>Gigabytes of anonymous memory to free.</summary>
    public double? FreeGb { get; init; }

    /// <summary>Writes a file back and waits.</summary>
    public string? Fsync { get; init; }

    /// <summary>Ends the process, which frees its memory; so does the end of its steps.</summary>
    public bool Exit { get; init; }
}
