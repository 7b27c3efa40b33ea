namespace FolioModel.Shmem;

/// <summary>The reasons for which tasks wait in shmem.</summary>
public static class ShmemWaits
{
    /// <summary>The end of a hole punch, by a fault in the hole.</summary>
    public static readonly WaitReason HolePunch = new("hole punch");
}
