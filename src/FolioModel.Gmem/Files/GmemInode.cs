namespace FolioModel.Gmem;

/// <summary>The file behind a guest_memfd: its page cache, its fixed size, and the open instances that VMs bind.</summary>
/// <remarks>Folios belong to the inode: closing a file takes them from the guest, only the end of the inode frees them.</remarks>
public sealed partial class GmemInode
{
    private readonly List<GuestMemfd> _instances = [];

    internal GmemInode(Machine machine, GmemProfile profile, long size, GmemFlags flags)
    {
        Profile = profile;
        Flags = flags;
        GmemOperations operations = new() { Inode = this };
        Mapping = machine.CreateAddressSpace(new AddressSpaceOptions
        {
            Name = "guest_memfd",
            Size = size,
            GfpMask = GfpFlags.HighUser,
            Unevictable = true,
            Inaccessible = profile.Inaccessible,
            MaxOrder = AllowsHugePages ? Order.Pmd : Order.Zero,
            Operations = operations,
        });
    }

    /// <summary>The page cache.</summary>
    public AddressSpace Mapping { get; }

    /// <summary>The size in bytes, fixed at creation.</summary>
    public long Size => Mapping.Size;

    /// <summary>The flags it was created with.</summary>
    public GmemFlags Flags { get; }

    /// <summary>Whether folios of order 9 may be used.</summary>
    public bool AllowsHugePages => (Flags & GmemFlags.AllowHugePage) != 0;

    /// <summary>How this version behaves.</summary>
    public GmemProfile Profile { get; }

    internal void Attach(GuestMemfd instance) => _instances.Add(instance);

    internal void Detach(GuestMemfd instance) => _instances.Remove(instance);

    [Interleaved]
    internal void InvalidateBegin(PageIndex start, PageIndex end)
    {
        foreach (GuestMemfd instance in _instances)
        {
            instance.InvalidateBegin(start, end);
        }
    }

    [Interleaved]
    internal void InvalidateEnd(PageIndex start, PageIndex end)
    {
        foreach (GuestMemfd instance in _instances)
        {
            instance.InvalidateEnd(start, end);
        }
    }

    /// <summary>Takes a range from all guests and lets them fault it again; the folios stay.</summary>
    /// <remarks>
    /// Memory failure calls this with the folio locked, against the order of locks: a hole being punched, which waits for that folio under
    /// the exclusive lock, would wait forever.
    /// </remarks>
    [Interleaved]
    internal void Invalidate(PageIndex start, PageIndex end)
    {
        Mapping.InvalidateLock.DownReadNested();
        InvalidateBegin(start, end);
        InvalidateEnd(start, end);
        Mapping.InvalidateLock.UpRead();
    }
}
