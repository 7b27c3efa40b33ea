using System.Collections.Immutable;
using FolioModel.Files;
using FolioModel.Shmem;

namespace FolioModel.Props.Core;

/// <summary>
/// The runs of shmem and of regular files lead to the same state as one page at a time: a machine with a ledger never takes the runs, a
/// machine without takes them wherever it can.
/// </summary>
public sealed class OwnersAtTwoSpeedsProperties
{
    private const int FilePages = 600;
    private const int MountPages = 400;
    private const int DevicePages = 500;
    private const int SwapPages = 256;

    private static readonly int s_steps = Thoroughness.Of(full: 1000, quick: 150);

    [Test]
    public void Owners_of_a_machine_without_ledger_come_to_the_same_state_as_those_of_one_with_it(
        [Range(1, 4)] int seed, [Values("plain", "generations", "short", "failing")] string kind)
    {
        (Side slow, Side fast) = (new Side(kind, ledger: true), new Side(kind, ledger: false));
        for (int step = 0; step < s_steps; step++)
        {
            int number = (seed * 1_000_000) + step;
            string expected = Do(slow, new Random(number));
            Assert.That(Do(fast, new Random(number)), Is.EqualTo(expected), $"answer of step {step}");
            if (step % 25 == 0 || step == s_steps - 1)
            {
                Assert.That(fast.Describe(), Is.EqualTo(slow.Describe()), $"after step {step}: {expected}");
            }
        }

        Assert.That(slow.Machine.Validate(), Is.Empty);
        Assert.That(fast.Machine.Validate(), Is.Empty);
    }

    private static string Do(Side side, Random random)
    {
        long first = random.Next(FilePages);
        long pages = 1 + random.Next(1 << random.Next(9));

        // Every third range begins and ends inside of pages.
        long cut = random.Next(3) == 0 ? random.Next(PageSize.Bytes) : 0;
        (long position, long length) = ((first << PageSize.Shift) + cut, (pages << PageSize.Shift) - (cut / 2));
        side.Machine.MoveToCpu(side.Machine.Current, random.Next(2));
        side.Machine.Current.FatalSignalPending = random.Next(12) == 0;
        OpenFile file = side.Opened[random.Next(side.Opened.Length)];
        return random.Next(21) switch
        {
            < 3 => $"fallocate {side.Shmem.Fallocate(FallocateMode.None, new ByteOffset(position), length)}",
            3 => $"punch {side.Shmem.Fallocate(
                FallocateMode.KeepSize | FallocateMode.PunchHole, new ByteOffset(position), length)}",
            4 => $"shmem write {side.Shmem.Write(position, length)}",
            5 => $"shmem read {side.Shmem.Read(position, length)}",
            < 9 => $"write {file.Write(position, length)}",
            < 12 => $"read {file.Read(position, length)}",
            12 => $"read in order {ReadInOrder(file)}",
            13 => $"sync {file.Sync()}",
            14 or 15 => $"sync {file.Sync()}, drop {file.Advise(position, length, FileAdvice.DontNeed)}",
            16 => $"size {file.File.SetSize(position)}",
            17 => $"advise {file.Advise(0, 0, (FileAdvice)random.Next(4))}",
            18 => side.HoldOrLetGo(file.File.Mapping.Pages.GetFolio(new PageIndex((ulong)first))),
            19 => $"sync {file.Sync()}, drop all {file.Advise(0, 0, FileAdvice.DontNeed)}, read {ReadInOrder(file)}",
            _ => side.Drain(),
        };
    }

    /// <summary>Reads a file from its start in reads of 128 KiB, as readahead likes it.</summary>
    private static string ReadInOrder(OpenFile file)
    {
        const long Part = 128 << 10;
        long read = 0;
        for (long at = 0; at < file.File.Size; at += Part)
        {
            FolioModel.Files.TransferResult got = file.Read(at, Part);
            read += got.Bytes;
            if (got.Error != Errno.None)
            {
                return $"{read}, then {got.Error}";
            }
        }

        return $"{read}";
    }

    /// <summary>One of the two machines, with its owners.</summary>
    private sealed class Side
    {
        private readonly ShmemMount _mount;
        private readonly FileSystem _system;
        private readonly Queue<Folio> _held = new();
        private int _requests;

        public Side(string kind, bool ledger)
        {
            Machine = new Machine(new MachineOptions
            {
                Pages = kind == "short" ? 700 : 4096,
                Profile = KernelProfile.Linux612 with { MultiGenerationLru = kind == "generations" },
                LeafDirectoryThreshold = 2,
                Cpus = 2,
                Ledger = ledger,
            });
            if (kind == "short")
            {
                // Reclaim then comes to pages of a reservation that is under way, and the reservation counts them.
                Machine.Swap.SwapOn(SwapPages);
            }

            _mount = new ShmemMount(Machine, new ShmemMountOptions { MaxPages = MountPages });
            Shmem = _mount.CreateFile();
            IBackingDevice device = new ImmediateDevice();
            _system = new FileSystem(Machine, new FileSystemOptions
            {
                Device = kind == "failing" ? new FailingDevice(device, _ => ++_requests % 4 == 0) : device,
                Capacity = new PageCount(DevicePages),
            });
            Opened = [_system.CreateFile("first").Open(), _system.CreateFile("second").Open()];
        }

        public Machine Machine { get; }

        public ShmemFile Shmem { get; }

        public OpenFile[] Opened { get; }

        public string HoldOrLetGo(FolioResult found)
        {
            const int Most = 8;
            if (found.IsOk)
            {
                _held.Enqueue(found.Folio);
            }

            if (_held.Count > Most || (!found.IsOk && _held.Count > 0))
            {
                _held.Dequeue().Put();
            }

            return $"{_held.Count} held, {found.Error}";
        }

        public string Drain()
        {
            Machine.Batches.DrainAll();
            Machine.Allocator.DrainAllPages();
            return "drained";
        }

        /// <summary>The whole machine but for who holds what, and the owners' own numbers.</summary>
        public string Describe()
        {
            MachineSnapshot all = Machine.Snapshot();
            MachineSnapshot state = all with
            {
                Folios = all.Folios.ToImmutableSortedDictionary(
                    static pair => pair.Key, static pair => pair.Value with { Holders = [], LockedBy = null, ExpectedCount = 0 }),
            };
            IEnumerable<string> files = Opened.Select(static o =>
                $"{o.File.Size} {o.File.Allocated} {o.Readahead.Start} {o.Readahead.Size} {o.Readahead.AsyncSize} "
                + $"{o.Readahead.PreviousPosition} {o.File.Mapping.DirtyPages} {o.File.Mapping.WritebackPages}");
            return state.ToJson()
                + $"\nshmem: {Shmem.Size} {Shmem.Allocated} {Shmem.Blocks} {_mount.UsedPages} {Machine.Statistics.Shmem}"
                + $"\ndevice: {_system.Allocated} {_system.Requests} {_system.Dirty.Dirtied} {_system.Dirty.Reclaimable} "
                + $"{_system.Dirty.Written}, {Machine.Statistics.Dirtied} dirtied, {Machine.Statistics.FileDirty} dirty"
                + $"\nfiles: {string.Join("; ", files)}";
        }
    }
}
