using System.Text;
using FolioModel.Cli.Content.Hugetlb;
using FolioModel.Gmem;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Explore.Matrix;

/// <summary>The small mapping that every pair of operations meets on: two cached pages, and one that is absent.</summary>
/// <remarks>Pairs of file operations meet on an ordinary file whose two pages are one folio, others on a guest_memfd with small folios, or
/// on a hugetlb file.</remarks>
internal sealed class MatrixWorld
{
    private const int Pages = 3;

    public MatrixWorld(World world, MatrixFiles where)
    {
        World = world;
        if (where == MatrixFiles.Huge)
        {
            Pool = HugetlbPrograms.Pool(world, pages: 2);
            HugeFile = HugetlbPrograms.File(Pool, "file", pages: 2);
            HugeFile.Allocate(default, Pool.PageBytes, keepSize: true);
            HugeMapping = HugeFile.Map(new HugetlbMapOptions { Length = 2 * Pool.PageBytes, NoReserve = true }).Mapping!;
            File = HugeFile.Mapping;
        }
        else if (where == MatrixFiles.Guest)
        {
            Vm = new VirtualMachine(Machine, GmemProfile.Linux612, VmType.SoftwareProtected);
            Guest = Vm.CreateGuestMemfd(Pages * PageSize.Bytes, GmemFlags.None).File!;
            Vm.SetMemoryRegion(1, MemorySlotFlags.GuestMemfd, 0, 2 * PageSize.Bytes, Guest, 0);
            Vm.Attributes.Set(0, 2 * PageSize.Bytes, MemoryAttributes.Private, 0);
            Guest.Allocate(default, 2 * PageSize.Bytes);
            File = Guest.Mapping;
        }
        else
        {
            File = Machine.CreateAddressSpace(new AddressSpaceOptions { Name = "file", Size = Pages * PageSize.Bytes, MaxOrder = new Order(1) });
            Folio folio = File.GetFolio(PageIndex.Zero, FindFolioFlags.Grab, File.GfpMask, new Order(1)).Folio;
            folio.Unlock();
            folio.Put();
        }

        Machine.Batches.DrainAll();
    }

    public World World { get; }

    public Machine Machine => World.Machine;

    public AddressSpace File { get; }

    public VirtualMachine? Vm { get; }

    public GuestMemfd? Guest { get; }

    public HugePagePool? Pool { get; }

    public HugetlbFile? HugeFile { get; }

    public HugetlbMapping? HugeMapping { get; }

    public static PageIndex Absent { get; } = new(2);

    /// <summary>
    /// What is left: everything but which frames are used, where they are on the lists, what waits in batches, and which pages a guest has mapped
    /// and so dirtied: what is not mapped it maps when it needs it.
    /// </summary>
    public string Describe()
    {
        StringBuilder text = new();
        foreach ((PageIndex index, _, CacheEntry entry) in File.Entries())
        {
            text.Append(entry.IsFolio ? $"page {index} of {entry.Folio.Order}{(Vm is null && entry.Folio.Has(FolioFlags.Dirty) ? " dirty" : "")}, " : "");
        }

        if (Vm is not null)
        {
            text.Append($"{Vm.Slots.Count} slots, ");
        }

        if (Pool is not null)
        {
            text.Append($"{Pool.Counters}, reservations {HugeFile!.Reservations}, {HugeFile.Blocks} blocks, mapped {string.Join(' ', HugeMapping!.Entries.Keys)}, ");
        }

        return text.Append($"size {File.Size}").ToString();
    }
}
