namespace FolioModel.Cli.Content.Specification;

/// <summary>A page of a shmem file.</summary>
internal sealed class SpecShmemPage
{
    /// <summary>In swap, and nowhere else.</summary>
    public bool IsSwapped { get; set; }

    /// <summary>Its contents count: it was written, or read as zeroes.</summary>
    public bool IsValid { get; set; }

    /// <summary>Memory has what no other place has.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Comes back from swap: its slot is free at once, so it is dirty.</summary>
    public void BringBack()
    {
        IsSwapped = false;
        IsValid = true;
        IsDirty = true;
    }

    public void BringBackIfSwapped()
    {
        if (IsSwapped)
        {
            BringBack();
        }
    }
}
