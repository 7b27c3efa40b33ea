namespace FolioModel.Gmem;

/// <summary>The reasons for which tasks wait in guest_memfd.</summary>
public static class GmemWaits
{
    /// <summary>The end of an invalidation, by a guest's fault that met one.</summary>
    public static readonly WaitReason Invalidation = new("invalidation");
}
