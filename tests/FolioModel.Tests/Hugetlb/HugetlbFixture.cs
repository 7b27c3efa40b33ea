using FolioModel.Hugetlb;

namespace FolioModel.Tests.Hugetlb;

/// <summary>A machine with a pool of huge pages, and the calls that tests make on it.</summary>
internal sealed class HugetlbFixture
{
    public HugetlbFixture(int pages = 8, KernelProfile? profile = null, Func<bool>? failsDescriptor = null)
    {
        Machine = new Machine(new MachineOptions
        {
            Pages = 1 << 14,
            Ledger = true,
            LockChecking = true,
            Profile = profile ?? KernelProfile.Linux612,
        });
        Pool = new HugePagePool(Machine, new HugePagePoolOptions { FailsDescriptor = failsDescriptor });
        Pool.Resize(pages);
        Pool.Released = Releases.Add;
    }

    public Machine Machine { get; }

    public HugePagePool Pool { get; }

    public List<HugePageRelease> Releases { get; } = [];

    public long Huge => Pool.PageBytes;

    public PoolCounters Counters => Pool.Counters;

    public HugetlbFile File(int allocated = 0)
    {
        HugetlbFile file = Pool.CreateMemfd();
        if (allocated > 0)
        {
            Assert.That(Allocate(file, 0, allocated), Is.EqualTo(Errno.None));
        }

        return file;
    }

    public HugetlbMount Mount(long? maximum = null, long? minimum = null) => HugetlbMount.Mount(
        Pool, new HugetlbMountOptions { MaximumBytes = maximum * Huge, MinimumBytes = minimum * Huge }).Mount!;

    public Errno Allocate(HugetlbFile file, int first, int count) =>
        file.Fallocate(FallocateMode.None, new ByteOffset(first * Huge), count * Huge);

    public Errno Punch(HugetlbFile file, int first, int count) =>
        file.Fallocate(FallocateMode.PunchHole | FallocateMode.KeepSize, new ByteOffset(first * Huge), count * Huge);

    public HugetlbMappedArea Map(HugetlbFile file, int first, int count, bool shared = true, bool noReserve = false) =>
        file.Map(new HugetlbMapOptions
        {
            Offset = first * Huge,
            Length = count * Huge,
            Shared = shared,
            NoReserve = noReserve,
        }).Area!;

    public void AssertSound() => Assert.That(Machine.Validate(), Is.Empty);
}
