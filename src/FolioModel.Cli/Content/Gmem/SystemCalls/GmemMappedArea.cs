using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>The results of touching a byte for the process.</summary>
/// <param name="Value">The byte; 0 with a signal.</param>
/// <param name="IsBusError">The access ended in SIGBUS.</param>
/// <param name="Error">Why the page could not be got, where that is not a signal.</param>
internal readonly record struct HostAccess(byte Value, bool IsBusError, Errno Error = Errno.None);

/// <summary>A run of pages of the host process that shows a guest_memfd (6.18).</summary>
/// <remarks>
/// Models a VMA with <c>kvm_gmem_vm_ops</c>: <c>kvm_gmem_fault_user_mapping</c>. It is not one of the core's areas
/// (<see cref="MappedArea"/>), which
/// fill a page table of <see cref="ProcessMemory"/>: each access faults anew and installs no entry, so the area holds no reference between
/// two accesses, where the kernel's page table holds one for each page mapped.
/// </remarks>
internal sealed class GmemMappedArea
{
    private readonly GuestMemfd _file;
    private readonly HostContents _contents;

    internal GmemMappedArea(GuestMemfd file, HostContents contents)
    {
        _file = file;
        _contents = contents;
    }

    /// <summary>Reads a byte.</summary>
    /// <param name="offset">Where.</param>
    public HostAccess Read(ByteOffset offset) => Access(offset, null);

    /// <summary>Writes a byte.</summary>
    /// <param name="offset">Where.</param>
    /// <param name="value">What.</param>
    public HostAccess Write(ByteOffset offset, byte value) => Access(offset, value);

    private HostAccess Access(ByteOffset offset, byte? value)
    {
        if ((ulong)offset.Value >= (ulong)_file.Inode.Size || (_file.Inode.Flags & GmemFlags.InitShared) == 0)
        {
            return new HostAccess(0, IsBusError: true);
        }

        FolioResult got = _file.GetFolio(offset.ToPageIndex());
        if (!got.IsOk)
        {
            return new HostAccess(0, IsBusError: false, got.Error);
        }

        Folio folio = got.Folio;
        byte[] page = _contents.Of(folio);
        if (!folio.Has(FolioFlags.Uptodate))
        {
            Array.Clear(page);
            folio.MarkUptodate();
        }

        int place = (int)(offset.Value & (PageSize.Bytes - 1));
        page[place] = value ?? page[place];
        folio.Unlock();
        folio.Put();
        return new HostAccess(page[place], IsBusError: false);
    }
}
