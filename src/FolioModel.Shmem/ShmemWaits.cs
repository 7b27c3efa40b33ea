namespace FolioModel.Shmem;

/// <summary>What a task waits for in shmem.</summary>
public static class ShmemWaits
{
    /// <summary>The end of a hole punch, by a fault in the hole.</summary>
    public static readonly WaitReason HolePunch = new("hole punch");
}
