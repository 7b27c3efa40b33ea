namespace FolioModel.Files;

/// <summary>One task's wait for room in the device's queue: the key that it waits for.</summary>
internal sealed class RequestTag
{
    public bool IsGranted { get; set; }
}
