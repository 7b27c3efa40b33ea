using FolioModel.Cli.Content.Core;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>hugetlb's part of the lock matrix.</summary>
internal static class HugetlbMatrix
{
    private const string Huge = "hugetlb";

    public static MatrixPart Part { get; } = new()
    {
        Files =
        [
            new MatrixFile(Huge, "a hugetlb file whose first huge page is cached, with one free huge page in the pool",
                static world => HugeSite.Open(world))
            {
                AlsoRuns = CoreMatrix.OnAnyFile,
            },
        ],
        Rows =
        [
            Row("huge fault", static async w => $"{await w.Mapping.TouchAsync(w.Pool.PageBytes, write: true)}"),
            Row("huge fallocate", static async w => $"{await w.Huge.FallocateAsync(FallocateMode.None, default, 2 * w.Pool.PageBytes)}"),
            Row("huge punch", static async w =>
                $"{await w.Huge.FallocateAsync(FallocateMode.KeepSize | FallocateMode.PunchHole, default, 2 * w.Pool.PageBytes)}"),
            Row("huge truncate", static async w => $"{await w.Huge.TruncateAsync(0)}"),
            Row("pool resize", static async w => $"{await w.Pool.ResizeAsync(1)}"),
        ],
        BenignPairs =
        [
            new('f', "the pool is resized under hugetlb_lock, which is never held for longer than a step; what is promised or in use it "
                + "leaves alone", BenignPair.With("pool resize")),
        ],
        KnownRaces =
        [
            new('X', "huge-fault+huge-truncate",
                "the fault looks at the size before it allocates and not again, and truncation goes over its range once: a page"
                + " that is allocated before and stored after that stays behind the end of the file, its reservation is given back "
                    + "although it was used,"
                + " and resv_huge_pages is one too low. remove_inode_hugepages says in its comment that the fault looks at the size "
                    + "again, which"
                + " hugetlb_no_page no longer does"),
        ],
        Witnesses =
        [
            new(HugetlbLocks.ResizeLock, "hugetlb-two-resizes",
                "the size that is written last is the size there is: shrinking lets hugetlb_lock go while it frees pages"),
            new(HugetlbLocks.FaultMutex, "hugetlb-two-faults",
                "one task at a time makes a page of a file: a second would find the pool empty, although the page it wants is on its way"),
            new(HugetlbLocks.ReservationLock, "hugetlb-reserve-fault",
                "a place that was found missing in the map is missing when it is entered"),
            new(HugetlbLocks.SubpoolLock, "hugetlb-mount-limit",
                "what was found to be within a mount's limit is still so when it is counted"),
            new(HugetlbLocks.HugetlbLock, "hugetlb-two-takes", "a page that was found on the free list is on it when it is taken"),
        ],
    };

    private static MatrixRow Row(string name, Func<HugeSite, KernelWork<string>> run) => MatrixRow.For(name, [Huge], run);

    /// <summary>A file of two huge pages, mapped, of which the first is cached.</summary>
    private sealed class HugeSite(World world, HugePagePool pool, HugetlbFile huge, HugetlbMappedArea mapping) : MatrixSite(world,
        huge.Mapping)
    {
        public HugePagePool Pool { get; } = pool;

        public HugetlbFile Huge { get; } = huge;

        public HugetlbMappedArea Mapping { get; } = mapping;

        public static HugeSite Open(World world)
        {
            HugePagePool pool = HugetlbPrograms.Pool(world, pages: 2);
            HugetlbFile huge = HugetlbPrograms.File(pool, "file", pages: 2);
            huge.Allocate(default, pool.PageBytes, keepSize: true);
            HugetlbMappedArea mapping = huge.Map(new HugetlbMapOptions { Length = 2 * pool.PageBytes, NoReserve = true }).Area!;
            world.Machine.Batches.DrainAll();
            return new HugeSite(world, pool, huge, mapping);
        }

        protected override string DescribeOwner() =>
            $"{Pool.Counters}, reservations {Huge.Reservations}, {Huge.Blocks} blocks, mapped {string.Join(' ', Mapping.Entries.Keys)}, ";
    }
}
