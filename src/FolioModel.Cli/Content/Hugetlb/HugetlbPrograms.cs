using FolioModel.Cli.Content.Core;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>hugetlb's operations against each other, on a pool of huge pages of two base pages each.</summary>
internal static class HugetlbPrograms
{
    private const int NotDone = -1;

    /// <summary>The fault that comes second finds the page of the first; it is not told that the pool is empty.</summary>
    public static ExplorationProgram TwoFaults { get; } =
        new("hugetlb-two-faults", "two faults on one page, with one huge page in the pool", static world =>
    {
        HugePagePool pool = Pool(world, pages: 1);
        HugetlbFile file = File(pool, "file", pages: 1);
        Shared<int>[] results = Results(world, 2);
        for (int i = 0; i < results.Length; i++)
        {
            Shared<int> result = results[i];
            HugetlbMappedArea? mapping = null;
            KernelTask task = world.Task($"fault {i + 1}", async () => result.Value = (int)await mapping!.TouchAsync(0, write: true));
            mapping = Mapped(world, task, file, reserved: false);
        }

        world.Linearizable(() => $"{(HugetlbFault)results[0].Value} and {(HugetlbFault)results[1].Value}, {pool.Free} free");
    });

    /// <summary>Two tasks that take a page each never get the same one.</summary>
    public static ExplorationProgram TwoTakes { get; } =
        new("hugetlb-two-takes", "fallocate of two files, with two huge pages in the pool", static world =>
    {
        HugePagePool pool = Pool(world, pages: 2);
        for (int i = 0; i < 2; i++)
        {
            HugetlbFile file = pool.CreateMemfd($"file {i + 1}");
            world.Task($"fallocate {i + 1}", async () => await file.FallocateAsync(FallocateMode.None, default, pool.PageBytes));
        }

        world.Finally("both pages are in use", () => pool is { Free: 0, Total: 2 } ? null : $"{pool.Counters}");
    });

    /// <summary>A promised page is there: the second of two mappings is refused.</summary>
    public static ExplorationProgram TwoReservations { get; } =
        new("hugetlb-two-reservations", "two mappings that reserve, with one huge page in the pool", static world =>
    {
        HugePagePool pool = Pool(world, pages: 1);
        Shared<int>[] results = Results(world, 2);
        for (int i = 0; i < results.Length; i++)
        {
            Shared<int> result = results[i];
            HugetlbFile file = pool.CreateMemfd($"file {i + 1}");
            world.Task($"mmap {i + 1}", async () => result.Value = (int)(await file.MapAsync(Shared(pool))).Error);
        }

        world.Linearizable(() => $"{(Errno)results[0].Value} and {(Errno)results[1].Value}, {pool.Reserved} reserved");
    });

    /// <summary>A mount's limit also holds for requests at the same time.</summary>
    public static ExplorationProgram MountLimit { get; } =
        new("hugetlb-mount-limit", "fallocate of two files on a mount of one huge page", static world =>
    {
        HugePagePool pool = Pool(world, pages: 2);
        HugetlbMount mount = HugetlbMount.Mount(pool, new HugetlbMountOptions { MaximumBytes = pool.PageBytes }).Mount!;
        Shared<int>[] results = Results(world, 2);
        for (int i = 0; i < results.Length; i++)
        {
            Shared<int> result = results[i];
            HugetlbFile file = mount.CreateFile($"file {i + 1}");
            world.Task($"fallocate {i + 1}",
                async () => result.Value = (int)await file.FallocateAsync(FallocateMode.None, default, pool.PageBytes));
        }

        world.Linearizable(() => $"{(Errno)results[0].Value} and {(Errno)results[1].Value}, {mount.Subpool!.Used} used, {pool.Free} free");
    });

    /// <summary>A fault without a reservation and a mapping that reserves both enter the page into the file's map.</summary>
    public static ExplorationProgram ReserveAgainstFault { get; } =
        new("hugetlb-reserve-fault", "a mapping that reserves a page against a fault that makes it", static world =>
    {
        HugePagePool pool = Pool(world, pages: 2);
        HugetlbFile file = File(pool, "file", pages: 1);
        HugetlbMappedArea? mapping = null;
        KernelTask faulter = world.Task("fault", async () => await mapping!.TouchAsync(0, write: true));
        mapping = Mapped(world, faulter, file, reserved: false);
        world.Task("mmap", async () => await file.MapAsync(Shared(pool)));
        world.Finally("the page is in the map once", () =>
            file.Reservations.Count(new HugeIndex(0), HugeIndex.End) == 1 ? null : $"the map is {file.Reservations}");
    });

    /// <summary>i_blocks is a sum that is read and written.</summary>
    public static ExplorationProgram Blocks { get; } =
        new("hugetlb-blocks", "fallocate of one page of a file against a fault on another", static world =>
    {
        HugePagePool pool = Pool(world, pages: 2);
        HugetlbFile file = File(pool, "file", pages: 2);
        HugetlbMappedArea? mapping = null;
        KernelTask faulter = world.Task("fault", async () => await mapping!.TouchAsync(0, write: true));
        mapping = Mapped(world, faulter, file, reserved: false);
        world.Task("fallocate", async () => await file.FallocateAsync(FallocateMode.None, new ByteOffset(pool.PageBytes), pool.PageBytes));
        world.Finally("i_blocks counts every page", () => CountsBlocks(file));
    });

    /// <summary>A size that is written to the pool is the one it has, and no page is surplus that was not asked for.</summary>
    public static ExplorationProgram TwoResizes { get; } =
        new("hugetlb-two-resizes", "the pool is emptied while it is set to one page", static world =>
    {
        HugePagePool pool = Pool(world, pages: 1);
        world.Task("resize to 0", async () => await pool.ResizeAsync(0));
        world.Task("resize to 1", async () => await pool.ResizeAsync(1));
        world.Linearizable(() => $"{pool.Total} pages, {pool.Surplus} surplus, target {pool.Target}");
    });

    /// <summary>The page is in the file and mapped, or neither; and the pool has what the file has not.</summary>
    public static ExplorationProgram FaultAgainstHole { get; } =
        new("hugetlb-fault-punch", "a fault against a hole in the same page", static world =>
    {
        HugePagePool pool = Pool(world, pages: 1);
        HugetlbFile file = File(pool, "file", pages: 1);
        HugetlbMappedArea? mapping = null;
        KernelTask faulter = world.Task("fault", async () => await mapping!.TouchAsync(0, write: true));
        mapping = Mapped(world, faulter, file, reserved: true);
        world.Task("punch",
            async () => await file.FallocateAsync(FallocateMode.KeepSize | FallocateMode.PunchHole, default, pool.PageBytes));
        world.Finally("what is mapped is in the file", () => mapping.Peek(new HugeIndex(0)) == file.Peek(new HugeIndex(0)) ? null
            : $"the file has {file.Peek(new HugeIndex(0))}, mapped is {mapping.Peek(new HugeIndex(0))}");
        world.Finally("i_blocks counts every page", () => CountsBlocks(file));
        world.Sometimes("the page is there at the end", () => file.Mapping.Pages.Count.Value > 0);
        world.Sometimes("the page is gone at the end", () => file.Mapping.Pages.Count.Value == 0);
    });

    public static IReadOnlyList<ExplorationProgram> All { get; } =
        [TwoFaults, TwoTakes, TwoReservations, MountLimit, ReserveAgainstFault, Blocks, TwoResizes, FaultAgainstHole];

    internal static HugePagePool Pool(World world, int pages)
    {
        HugePagePool pool = new(world.Machine, new HugePagePoolOptions { Order = new Order(1) });
        pool.Resize(pages);
        return pool;
    }

    /// <summary>A file of a size, with nothing in it.</summary>
    internal static HugetlbFile File(HugePagePool pool, string name, int pages)
    {
        HugetlbFile file = pool.CreateMemfd(name);
        file.Truncate(pages * pool.PageBytes);
        return file;
    }

    /// <summary>A mapping of a file's first page in a task.</summary>
    internal static HugetlbMappedArea Mapped(World world, KernelTask task, HugetlbFile file, bool reserved)
    {
        using Machine.TaskScope scope = world.Machine.RunAs(task);
        return file.Map(Shared(file.Pool) with { NoReserve = !reserved }).Area!;
    }

    private static HugetlbMapOptions Shared(HugePagePool pool) => new() { Length = pool.PageBytes };

    private static Shared<int>[] Results(World world, int count) => [.. Enumerable.Range(0, count).Select(_ => world.Share(NotDone))];

    /// <remarks>The number of pages of a hugetlb file counts huge pages up to 6.6 (<c>nrpages</c>), and base pages since 6.7.</remarks>
    private static string? CountsBlocks(HugetlbFile file)
    {
        const int BytesPerBlock = 512;
        HugePagePool pool = file.Mount.Pool;
        long counted = pool.Machine.Profile.PooledIndexInBasePages ? PageSize.Bytes : pool.PageBytes;
        long expected = file.Mapping.Pages.Count.Value * (counted / BytesPerBlock);
        return file.Blocks == expected ? null : $"i_blocks is {file.Blocks}, the file's pages are {expected} blocks";
    }
}
