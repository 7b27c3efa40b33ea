using FolioModel.Files;
using FolioModel.Gmem;
using FolioModel.Shmem;

namespace FolioModel.Bench.PageCache;

/// <summary>The C bound's workloads on a machine: for each, thread CPU time and allocated bytes an operation, round by round.</summary>
internal sealed class Workloads(Machine machine)
{
    public const string FillRow = "fill: grab, uptodate, unlock, put";
    public const string TruncateRow = "truncate all";
    public const string SequentialRow = "hit sequential: get, accessed, put";
    public const string RandomRow = "hit random: get, accessed, put";
    public const string AllocateRow = "page: allocate and free";
    public const string BuddyRow = "buddy pair, random orders 0 to 9";
    public const string FallocateRow = "gmem fallocate, per page";
    public const string PunchRow = "gmem punch, per page";
    public const string ShmemFallocateRow = "shmem fallocate, per page";
    public const string WriteRow = "files: write of 1 MiB, per page";
    public const string ReadaheadRow = "files: read ahead of 128 KiB reads, per page";
    public const string ReadRow = "files: read of 128 KiB, all cached, per page";
    public const string ChurnRow = "churn: drop the oldest, add the newest";
    public const string HugeFallocateRow = "gmem v11 fallocate, per 4 KiB of 2 MiB folios";
    public const string HugePunchRow = "gmem v11 punch, per 4 KiB of 2 MiB folios";

    private const int WarmUpPages = 1 << 12;
    private const int WarmUpRounds = 40;

    private readonly Dictionary<string, List<double>> _times = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _bytes = new(StringComparer.Ordinal);
    private uint _random = 1;

    /// <summary>Lets the compiler see every loop often enough to be done with it, and with nothing that is not measured.</summary>
    /// <param name="ledger">Whether the ledger will be on: the compiler lays the code out for what it has seen.</param>
    public static void WarmUp(bool ledger)
    {
        Workloads small = new(new Machine(new MachineOptions { Pages = WarmUpPages, Cpus = 1, Ledger = ledger }));
        for (int round = 0; round < WarmUpRounds; round++)
        {
            small.RunRound();
        }
    }

    /// <summary>Runs every workload once.</summary>
    public void RunRound()
    {
        RunPageCache();
        RunGmem();
        RunShmem();
        RunFiles();
        RunBuddy();
    }

    /// <summary>The median of a workload's rounds, in nanoseconds an operation.</summary>
    public double MedianOf(string row) => _times[row].Order().ElementAt(_times[row].Count / 2);

    /// <summary>Bytes that the workload's last round allocated, an operation.</summary>
    public double BytesOf(string row) => _bytes[row];

    /// <summary>Uniform indices from a fixed seed.</summary>
    public static ulong[] RandomIndices(int count, int below)
    {
        Random random = new(7);
        ulong[] indices = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            indices[i] = (ulong)random.Next(below);
        }

        return indices;
    }

    /// <summary>Fills a file with so many pages.</summary>
    public static void Fill(AddressSpace file, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Folio folio = file.Pages.GrabFolio(new PageIndex((ulong)i)).Folio;
            folio.MarkUptodate();
            folio.Unlock();
            folio.Put();
        }
    }

    private void RunPageCache()
    {
        AddressSpace file = machine.CreateAddressSpace();
        int count = machine.Options.Pages - (machine.Options.Pages / 16);
        Time(FillRow, count, () => Fill(file, count));
        machine.Batches.DrainAll();
        Read(file, count);
        Time(SequentialRow, count, () => Read(file, count));
        ulong[] random = RandomIndices(count, count);
        Time(RandomRow, count, () => ReadRandom(file, random));
        Time(TruncateRow, count, () => file.Truncate(default, ByteOffset.ToEnd));
        Time(AllocateRow, count, () => AllocateAndFree(count));
        file.EvictInode();

        AddressSpace moving = machine.CreateAddressSpace();
        Fill(moving, count / 2);
        machine.Batches.DrainAll();
        Time(ChurnRow, count / 2, () => Churn(moving, count / 2));
        moving.EvictInode();
    }

    /// <summary>Moves a window over a file: each step drops its first page and adds the page behind its end.</summary>
    private static void Churn(AddressSpace file, int window)
    {
        for (int i = 0; i < window; i++)
        {
            ulong oldest = (ulong)i;
            file.Truncate(new PageIndex(oldest).ToByteOffset(), new ByteOffset((long)((oldest + 1) << PageSize.Shift) - 1));
            Folio folio = file.Pages.GrabFolio(new PageIndex((ulong)(i + window))).Folio;
            folio.MarkUptodate();
            folio.Unlock();
            folio.Put();
        }
    }

    private static void Read(AddressSpace file, int count)
    {
        for (int i = 0; i < count; i++)
        {
            file.Pages.GetFolio(new PageIndex((ulong)i), FindFolioFlags.Accessed, GfpFlags.None, default).Folio.Put();
        }
    }

    private static void ReadRandom(AddressSpace file, ulong[] indices)
    {
        foreach (ulong index in indices)
        {
            file.Pages.GetFolio(new PageIndex(index), FindFolioFlags.Accessed, GfpFlags.None, default).Folio.Put();
        }
    }

    private void AllocateAndFree(int count)
    {
        for (int i = 0; i < count; i++)
        {
            machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable).Put();
        }
    }

    private void RunBuddy()
    {
        Folio[] held = new Folio[Math.Max(1, machine.Options.Pages >> 10)];
        int pairs = machine.Options.Pages;
        Time(BuddyRow, pairs, () =>
        {
            for (int i = 0; i < pairs; i++)
            {
                uint random = NextRandom();
                ref Folio folio = ref held[(int)((random >> 8) % (uint)held.Length)];
                if (!folio.IsNone)
                {
                    folio.Put();
                }

                folio = machine.Allocator.AllocateFolio(new Order((int)((random & 0xffff) * 10 >> 16)), GfpFlags.HighUserMovable);
            }
        });
        foreach (Folio folio in held.Where(f => !f.IsNone))
        {
            folio.Put();
        }
    }

    private void RunGmem()
    {
        int pages = machine.Options.Pages - (machine.Options.Pages / 16);
        Measure(GmemProfile.Linux612, GmemFlags.None, FallocateRow, PunchRow);
        Measure(GmemProfile.V11, GmemFlags.AllowHugePage, HugeFallocateRow, HugePunchRow);

        void Measure(GmemProfile profile, GmemFlags flags, string fill, string punch)
        {
            machine.Allocator.DrainAllPages();
            long bytes = (long)(pages & ~511) << PageSize.Shift;
            GuestMemfd file = new VirtualMachine(machine, profile, VmType.SoftwareProtected).CreateGuestMemfd(bytes, flags).File!;
            Time(fill, pages, () => file.Fallocate(FallocateMode.KeepSize, default, bytes));
            Time(punch, pages, () => file.Fallocate(FallocateMode.KeepSize | FallocateMode.PunchHole, default, bytes));
            file.Close();
        }
    }

    private void RunShmem()
    {
        machine.Allocator.DrainAllPages();
        int pages = machine.Options.Pages - (machine.Options.Pages / 16);
        ShmemFile file = new ShmemMount(machine).CreateFile();
        Time(ShmemFallocateRow, pages, () => file.Fallocate(FallocateMode.None, default, (long)pages << PageSize.Shift));
        file.Close();
    }

    /// <summary>Writes a file, drops it from the cache, reads it from a device that needs no time, and reads it again.</summary>
    private void RunFiles()
    {
        const long WriteBytes = 1 << 20;
        const long ReadBytes = 128 << 10;
        machine.Allocator.DrainAllPages();
        long bytes = (long)(machine.Options.Pages - (machine.Options.Pages / 8)) << PageSize.Shift;

        // So much may be dirty that nothing is written back meanwhile.
        WritebackLimits limits = new() { Bytes = bytes * 4, BackgroundBytes = bytes * 2 };
        FileSystem system = new(machine, new FileSystemOptions { Domain = new WritebackDomain(machine, limits) });
        RegularFile file = system.CreateFile("file");
        OpenFile open = file.Open();
        Time(WriteRow, bytes >> PageSize.Shift, () => Transfer(bytes, WriteBytes, (at, length) => open.Write(at, length).Bytes));
        open.Sync();
        open.Advise(0, 0, FileAdvice.DontNeed);
        Time(ReadaheadRow, bytes >> PageSize.Shift, () => Transfer(bytes, ReadBytes, (at, length) => open.Read(at, length).Bytes));
        Transfer(bytes, ReadBytes, (at, length) => open.Read(at, length).Bytes);
        Time(ReadRow, bytes >> PageSize.Shift, () => Transfer(bytes, ReadBytes, (at, length) => open.Read(at, length).Bytes));
        open.Close();
        file.Delete();
    }

    private static void Transfer(long bytes, long part, Func<long, long, long> move)
    {
        for (long at = 0; at < bytes; at += part)
        {
            long length = Math.Min(part, bytes - at);
            if (move(at, length) != length)
            {
                throw new InvalidOperationException($"{length} bytes at {at} were not moved");
            }
        }
    }

    /// <summary>A generator as cheap as the C bound's, so that it does not dominate the measurement.</summary>
    private uint NextRandom()
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        return _random ^= _random << 5;
    }

    private void Time(string row, long operations, Action work)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        double started = ThreadClock.Nanoseconds();
        work();
        double each = (ThreadClock.Nanoseconds() - started) / operations;
        _bytes[row] = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)operations;
        (_times.TryGetValue(row, out List<double>? list) ? list : _times[row] = []).Add(each);
    }
}
