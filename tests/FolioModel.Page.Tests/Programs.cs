namespace FolioModel.Page.Tests;

/// <summary>Random programs on a small machine, recorded as traces, with the model's own picture of each step beside.</summary>
internal static class Programs
{
    private const int Pages = 256;

    /// <summary>Runs a program and records it.</summary>
    /// <param name="seed">Which program.</param>
    /// <param name="operations">How many operations it has.</param>
    /// <param name="snapshots">The machine after each step of the trace.</param>
    public static FolioTrace Record(int seed, int operations, out List<MachineSnapshot> snapshots)
    {
        Random random = new(seed);
        Machine machine = new(new MachineOptions { Pages = Pages, Cpus = 2, Ledger = true, LockChecking = true });
        AddressSpace[] files =
        [
            machine.CreateAddressSpace(new AddressSpaceOptions { Name = "small", Size = 1 << 20 }),
            machine.CreateAddressSpace(new AddressSpaceOptions { Name = "large", Size = 1 << 20, MaxOrder = new Order(3) }),
        ];
        SnapshotLog log = new();
        machine.Observer = log;
        FolioTraceRecorder recorder = FolioTraceRecorder.Attach(machine);
        List<Folio> held = [];
        for (int i = 0; i < operations; i++)
        {
            machine.MoveToCpu(machine.Current, random.Next(2));
            Do(machine, files[random.Next(2)], held, random);
        }

        FolioTrace trace = recorder.ToTrace(new FolioTraceHead($"program-{seed}", "program") { Question = "a random program" });
        snapshots = log.Snapshots;
        return trace;
    }

    private static void Do(Machine machine, AddressSpace file, List<Folio> held, Random random)
    {
        PageIndex index = new((ulong)random.Next(96));
        switch (random.Next(9))
        {
            case 0 or 1:
                Order order = file.Name == "large" ? new Order(random.Next(4)) : Order.Zero;
                index = new PageIndex(index.Value >> order.Value << order.Value);
                FolioResult grabbed = file.Pages.GetFolio(index, FindFolioFlags.Grab, file.GfpMask, order);
                if (grabbed.IsOk)
                {
                    grabbed.Folio.Unlock();
                    held.Add(grabbed.Folio);
                }

                break;
            case 2 when held.Count > 0:
                int at = random.Next(held.Count);
                held[at].Put();
                held.RemoveAt(at);
                break;
            case 3 when held.Count > 0 && held[^1] is var dirty && dirty.Mapping is not null:
                dirty.Lock();
                dirty.MarkDirty();
                dirty.Unlock();
                break;
            case 4:
                machine.Batches.DrainAll();
                break;
            case 5:
                file.Truncate(
                    new ByteOffset((long)index.Value << PageSize.Shift),
                    new ByteOffset(((long)index.Value + 1 + random.Next(8) << PageSize.Shift) - 1));
                break;
            case 6 when file.Pages.GetFolio(index) is { IsOk: true } found:
                found.Folio.MarkAccessed();
                held.Add(found.Folio);
                break;
            case 7 when held.Count > 0:
                held[0].Activate();
                break;
            default:
                break;
        }
    }

    /// <summary>Keeps the machine's picture at every event, as the recorder is told of it.</summary>
    private sealed class SnapshotLog : IMachineObserver
    {
        public KernelEventGroups Wants => KernelEventGroups.Pages;

        public List<MachineSnapshot> Snapshots { get; } = [];

        public void OnEvent(Machine machine, in KernelEvent kernelEvent) => Snapshots.Add(machine.Snapshot());
    }
}
