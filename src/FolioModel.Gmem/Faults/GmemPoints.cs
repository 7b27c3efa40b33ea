namespace FolioModel.Gmem;

/// <summary>The scheduling points of guest_memfd.</summary>
public static class GmemPoints
{
    /// <summary>Before the invalidation sequence of the virtual machine is read.</summary>
    public static readonly SchedulingPoint SequenceRead = new(nameof(SequenceRead));

    /// <summary>Before an entry is put into the guest's page table.</summary>
    public static readonly SchedulingPoint GuestMap = new(nameof(GuestMap));
}
