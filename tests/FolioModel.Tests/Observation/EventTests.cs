using FolioModel.Files;

namespace FolioModel.Tests.Observation;

/// <summary>Each kind of event is reported where it happens, with the facts that its description promises.</summary>
internal sealed class EventTests
{
    private static readonly Dictionary<KernelEventKind, (Action<EventScene> Do, Func<EventScene, KernelEvent, bool> Tells)> s_kinds = new()
    {
        [KernelEventKind.PageRefMod] = (
            static s => s.Grab(5).Put(), static (s, e) => e is { Delta: not 0, Holder: not null } && s.IsAt(e, 5)),
        [KernelEventKind.PageRefFreeze] = (static s => s.Reclaim(5), static (s, e) => e is { Count: 0, Holder: null } && s.IsAt(e, 5)),
        [KernelEventKind.PageRefUnfreeze] = (static s => s.SplitLarge(), static (_, e) => e is { Delta: > 0, Holder: not null }),
        [KernelEventKind.PageRefHandOver] = (static s => s.Read(5), static (s, e) => e.Holder == HolderKind.Lookup && s.IsAt(e, 5)),
        [KernelEventKind.MmPageAlloc] = (
            static s => s.Allocate(3).Put(), static (_, e) => e is { Order.Value: 3, Holder: null, File: null }),
        [KernelEventKind.MmPageFree] = (static s => s.Allocate(3).Put(), static (_, e) => e is { Order.Value: 3, Holder: null }),
        [KernelEventKind.MmFilemapAddToPageCache] = (static s => s.Grab(5), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.MmFilemapDeleteFromPageCache] = (static s => s.Remove(5), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.MmLruInsertion] = (static s => s.Listed(5), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.MmLruActivate] = (static s => s.Active(5), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.FolioLock] = (static s => s.Dirty(5), static (s, e) => e.Holder is null && s.IsAt(e, 5)),
        [KernelEventKind.FolioUnlock] = (static s => s.Grab(5), static (s, e) => e.Holder is null && s.IsAt(e, 5)),
        [KernelEventKind.BuddySplit] = (static s => s.Allocate(4).Put(), static (_, e) => e.Order.Value == 4 && e.Amount > 4),
        [KernelEventKind.BuddyMerge] = (static s => s.Allocate(4).Put(), static (_, e) => e.Amount == 4 && e.Order.Value > 4),
        [KernelEventKind.PerCpuRefill] = (static s => s.Allocate(0).Put(), static (_, e) => e is { HasPage: false, Amount: > 0 }),
        [KernelEventKind.PerCpuDrain] = (static s => s.AllocateAll(), static (_, e) => e is { HasPage: false, Amount: > 0 }),
        [KernelEventKind.WatermarkCrossed] = (static s => s.AllocateAll(), static (_, e) => e.Detail > 0 && e.Amount <= e.Detail),
        [KernelEventKind.MmVmscanWakeupKswapd] = (static s => s.AllocateAll(), static (_, e) => e.Amount == 0 && e.Detail > 0),
        [KernelEventKind.LruBatchAdd] = (
            static s => s.Grab(5), static (s, e) => e is { Amount: 1, Detail: (int)LruBatchKind.Add } && s.IsAt(e, 5)),
        [KernelEventKind.LruBatchDrainBegin] = (
            static s => s.Listed(5), static (_, e) => e is { Amount: 1, Detail: (int)LruBatchKind.Add }),
        [KernelEventKind.LruBatchDrainEnd] = (static s => s.Listed(5), static (_, e) => e is { Amount: 0, Detail: (int)LruBatchKind.Add }),
        [KernelEventKind.LruDelete] = (static s => s.Remove(5), static (_, e) => e.Count == 0),
        [KernelEventKind.LruDeactivate] = (static s => s.Deactivate(5), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.LruRotate] = (static s => s.Rotate(5), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.LruIsolate] = (static s => s.Listed(5).Isolate(), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.PageCacheHit] = (static s => s.Read(5), static (s, e) => e.HasPage && s.IsAt(e, 5)),
        [KernelEventKind.PageCacheMiss] = (static s => s.Grab(5), static (s, e) => !e.HasPage && s.IsAt(e, 5)),
        [KernelEventKind.ReadaheadWindow] = (
            static s => s.ReadStream(), static (_, e) => e is { Index.Value: 0, Amount: > 0, Detail: > 0, File: not null }),
        [KernelEventKind.FolioDirty] = (static s => s.Dirty(5), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.FolioClean] = (static s => s.WriteOut(5), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.WritebackBegin] = (static s => s.WriteOut(5), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.WritebackEnd] = (static s => s.WriteOut(5), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.Reclaimed] = (static s => s.Reclaim(5), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.ShadowStored] = (static s => s.Reclaim(5), static (s, e) => (ulong)e.Detail == s.ShadowAt(5) && s.IsAt(e, 5)),
        [KernelEventKind.WorkingsetRefault] = (
            static s =>
            {
                s.Reclaim(5);
                s.Grab(5);
            }, static (s, e) => e.Amount >= 0 && s.IsAt(e, 5)),
        [KernelEventKind.XArrayNodeAlloc] = (static s => s.Grab(500), static (_, e) => e is { HasPage: false, Detail: >= 0 }),
        [KernelEventKind.XArrayNodeFree] = (static s => s.Remove(500), static (_, e) => e is { HasPage: false, Detail: >= 0 }),
        [KernelEventKind.XArrayMarkSet] = (static s => s.Dirty(5), static (s, e) => e.Detail == (int)PageCacheTag.Dirty && s.IsAt(e, 5)),
        [KernelEventKind.XArrayMarkCleared] = (
            static s => s.WriteOut(5), static (s, e) => e.Detail == (int)PageCacheTag.Writeback && s.IsAt(e, 5)),
        [KernelEventKind.LockWait] = (static s => s.Contend(), static (s, e) => e.Lock == s.File.InvalidateLock && e.Task.Name == "second"),
        [KernelEventKind.LockAcquire] = (static s => s.Contend(), static (s, e) => e.Lock == s.File.InvalidateLock && e.Detail == 0),
        [KernelEventKind.LockRelease] = (static s => s.Grab(5), static (s, e) => e.Lock == s.File.Pages.Lock),
        [KernelEventKind.SchedSwitch] = (static _ => { }, static (s, e) => e.Task == s.Worker && e.Detail == s.Machine.Boot.Id),
        [KernelEventKind.PointPassed] = (static s => s.Contend(), static (_, e) => e is { Function: "Lock", Detail: 1, Cpu: 0 }),
        [KernelEventKind.PageFault] = (static s => s.Touch(5), static (s, e) => s.IsAt(e, 5)),
        [KernelEventKind.PageMap] = (static s => s.Touch(5), static (s, e) => e.Amount == 1 && s.IsAt(e, 5)),
        [KernelEventKind.PageUnmap] = (static s => s.Touch(5).Exit(), static (s, e) => e.Amount == 1 && s.IsAt(e, 5)),
        [KernelEventKind.FolioPin] = (static s => s.Pin(5), static (s, e) => e.Amount == 2 && s.IsAt(e, 5)),
        [KernelEventKind.FolioUnpin] = (static s => s.Pin(5), static (s, e) => e.Amount == 2 && s.IsAt(e, 5)),
        [KernelEventKind.SwapSlotAlloc] = (static s => s.SwapOut().Exit(), static (_, e) => e is { HasPage: true, Amount: 1, Detail: > 0 }),
        [KernelEventKind.SwapSlotFree] = (static s => s.SwapOut().Exit(), static (_, e) => e is { HasPage: false, Amount: 1, Detail: > 0 }),
    };

    private static IEnumerable<KernelEventKind> Kinds => Enum.GetValues<KernelEventKind>();

    [TestCaseSource(nameof(Kinds))]
    public void EachKindIsToldWithFileIndexTaskAndCpu(KernelEventKind kind)
    {
        Assert.That(s_kinds, Contains.Key(kind), "a kind without a test");
        (Action<EventScene> act, Func<EventScene, KernelEvent, bool> tells) = s_kinds[kind];
        EventScene scene = new(KernelEvent.GroupOf(kind));
        scene.Run(act);
        KernelEvent[] told = [.. scene.Events.Where(e => e.Kind == kind)];
        Assert.That(told, Is.Not.Empty);
        Assert.That(told.Any(e => tells(scene, e)), Is.True, string.Join('\n', told));
        Assert.That(told.All(e => e.Cpu == e.Task.Cpu && e.Function.Length > 0), Is.True);
        bool isOther = kind is KernelEventKind.LockWait or KernelEventKind.PointPassed;
        Assert.That(told.Any(e => e.Task == scene.Worker && e.Cpu == 1), Is.EqualTo(!isOther));
        Assert.That(scene.Events.All(e => KernelEvent.GroupOf(e.Kind) == KernelEvent.GroupOf(kind)), Is.True, "only what was asked for");
        Assert.That(scene.Machine.Validate(), Is.Empty);
    }

    [Test]
    public void EachGroupHasItsKinds()
    {
        Assert.That(
            Kinds.GroupBy(KernelEvent.GroupOf).Select(static g => (g.Key, g.Count())), Is.EqualTo(new[]
            {
                (KernelEventGroups.Pages, 12), (KernelEventGroups.Allocator, 6), (KernelEventGroups.Lists, 7),
                (KernelEventGroups.Cache, 14), (KernelEventGroups.Locks, 3), (KernelEventGroups.Tasks, 2), (KernelEventGroups.Mappings, 5),
                (KernelEventGroups.Swap, 2),
            }));
    }

    /// <summary>A reclaimed entry can be told from a truncated one, a read that misses from one that hits.</summary>
    [Test]
    public void AStorageSimulatorSeesHitsMissesAndEvictionsOfItsFiles()
    {
        Machine machine = new(new MachineOptions { Pages = 4096 });
        FileSystem files = new(machine);
        OpenFile open = files.CreateFile("data", size: 64 << PageSize.Shift).Open();
        List<KernelEvent> events = [];
        machine.AddObserver(new EventList(events, KernelEventGroups.Cache));
        open.Read(0, 8 << PageSize.Shift);
        int misses = events.Count(static e => e.Kind == KernelEventKind.PageCacheMiss);
        Assert.That(events.Any(static e => e.Kind == KernelEventKind.PageCacheHit), Is.False, "what the read brought in is no hit");
        events.Clear();
        open.Read(0, 8 << PageSize.Shift);
        Assert.That(misses, Is.EqualTo(1));
        Assert.That(
            events.Where(static e => e.Kind == KernelEventKind.PageCacheHit).Select(static e => e.Index.Value),
            Is.EqualTo(Enumerable.Range(0, 8).Select(static i => (ulong)i)));
        Assert.That(events.All(e => e.File == open.File.Mapping), Is.True);
        events.Clear();
        open.File.SetSize(0);
        Assert.That(events.Select(static e => e.Kind), Does.Not.Contain(KernelEventKind.Reclaimed));
    }

    /// <summary>Without an observer nothing is made, and an observer of other groups is told nothing.</summary>
    [Test]
    public void EventsThatTheObserverDoesNotWantAllocateNothing()
    {
        Machine machine = new(new MachineOptions { Pages = 4096 });
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 24 });
        Assert.That(BytesFor(machine, file), Is.Zero);
        List<KernelEvent> events = [];
        machine.AddObserver(new EventList(events, KernelEventGroups.Swap));
        Assert.That(BytesFor(machine, file), Is.Zero);
        Assert.That(events, Is.Empty);
        machine.Observer = null;
        Assert.That(machine.IsObserved(KernelEventGroups.All), Is.False);
    }

    [Test]
    public void AForkIsNotObserved()
    {
        Machine machine = new(new MachineOptions { Pages = 1024 });
        List<KernelEvent> events = [];
        machine.AddObserver(new EventList(events, KernelEventGroups.All));
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 24 });
        Forking.MachineFork fork = machine.Fork(file);
        events.Clear();
        fork.Of(file).Pages.GrabFolio(new PageIndex(500)).Folio.Unlock();
        Assert.That(events, Is.Empty);
        Assert.That(fork.Machine.IsObserved(KernelEventGroups.All), Is.False);
    }

    private static long BytesFor(Machine machine, AddressSpace file)
    {
        long bytes = 0;
        for (int round = 0; round < 3; round++)
        {
            bytes = GC.GetAllocatedBytesForCurrentThread();
            for (ulong page = 0; page < 200; page++)
            {
                Folio folio = file.Pages.GrabFolio(new PageIndex(page)).Folio;
                folio.MarkUptodate();
                folio.Unlock();
                folio.Put();
            }

            file.Truncate(new ByteOffset(0), new ByteOffset(long.MaxValue));
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        }

        return bytes;
    }
}
