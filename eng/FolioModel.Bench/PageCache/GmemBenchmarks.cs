using BenchmarkDotNet.Attributes;
using FolioModel.Gmem;

namespace FolioModel.Bench.PageCache;

/// <summary>guest_memfd: fallocate and punch, per page and per 2 MiB folio, with the ledger off and on.</summary>
[MemoryDiagnoser]
public class GmemBenchmarks
{
    private const int SmallPages = 8192;
    private const int HugeFolios = 64;

    private GuestMemfd _small = null!;
    private GuestMemfd _huge = null!;

    [Params(false, true)]
    public bool Ledger { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        Machine machine = new(new MachineOptions { Pages = 1 << 16, Cpus = 1, Ledger = Ledger });
        _small = new VirtualMachine(machine, GmemProfile.Linux612, VmType.SoftwareProtected)
            .CreateGuestMemfd((long)SmallPages << PageSize.Shift, GmemFlags.None).File!;
        _huge = new VirtualMachine(machine, GmemProfile.V11, VmType.SoftwareProtected)
            .CreateGuestMemfd((long)HugeFolios << 21, GmemFlags.AllowHugePage).File!;
    }

    [Benchmark(OperationsPerInvoke = SmallPages)]
    public void AllocateAndPunchPerPage() => AllocateAndPunch(_small, (long)SmallPages << PageSize.Shift);

    [Benchmark(OperationsPerInvoke = HugeFolios)]
    public void AllocateAndPunchPer2MiB() => AllocateAndPunch(_huge, (long)HugeFolios << 21);

    private static void AllocateAndPunch(GuestMemfd file, long bytes)
    {
        file.Fallocate(FallocateMode.KeepSize, default, bytes);
        file.Fallocate(FallocateMode.KeepSize | FallocateMode.PunchHole, default, bytes);
    }
}
