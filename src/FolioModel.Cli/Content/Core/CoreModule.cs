using FolioModel.Allocation;
using FolioModel.Cli.Conform.Failures;
using FolioModel.Cli.Conform.Kernel;
using FolioModel.Cli.Conform.Processes;
using FolioModel.Cli.Conform.Reclaim;
using FolioModel.Cli.Conform.Reclaim.Statistical;
using FolioModel.Cli.Content.Core.Allocation;
using FolioModel.Cli.Content.Core.Failure;
using FolioModel.Cli.Content.Core.Mapped;
using FolioModel.Cli.Content.Core.Pressure;
using FolioModel.Cli.Content.Core.XArrayReplay;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Content.Core;

/// <summary>The core as a module: page cache, LRU, allocator and XArray.</summary>
internal sealed class CoreModule : CommandModule
{
    public override string Name => "core";

    public override IReadOnlyList<Invariant> Invariants =>
        FolioModel.Observation.Invariants.Core;

    public override IReadOnlyList<LockClass> LockClasses => LockClass.Core;

    public override IReadOnlyList<Scenario> Scenarios =>
    [
        new LookupHit(), new GrabRace(), new TruncatePartial(), new Migrate(), new Leak(), new WrongModel(),
        new ReclaimScenario(multiGeneration: false), new ReclaimScenario(multiGeneration: true), new Refault(), new SwapAnon(),
        new OutOfMemory(),
    ];

    public override IReadOnlyList<NamedSubject> Subjects =>
    [
        new("core", static () => new CoreSubject()),
        new("core-bare", static () => new CoreSubject(new CoreOptions { Ledger = false })),
        new("core-refined", static () => new CoreSubject(new CoreOptions { Pages = 1024, Refined = true })),
        new("core-small", static () => new CoreSubject(
            new CoreOptions { Pages = 96, DirectReclaim = false, LockChecking = true, StrictLocks = true })),
        new("reclaim", static () => new PressureSubject(new PressureOptions(MultiGeneration: false))),
        new("reclaim-mglru", static () => new PressureSubject(new PressureOptions(MultiGeneration: true))),
        new("reclaim-policy", static () => new PressureSubject(new PressureOptions(MultiGeneration: false, Policies: true))),
        new("memory-failure", static () => new FailureSubject()),
        new("anon", static () => new AnonSubject(new AnonOptions(MultiGeneration: false))),
        new("anon-mglru", static () => new AnonSubject(new AnonOptions(MultiGeneration: true))),
        new("anon-full", static () => new AnonSubject(new AnonOptions(MultiGeneration: false, SwapSlots: 60))),
        new("anon-disk", static () => new AnonSubject(new AnonOptions(MultiGeneration: true, FirstIsDisk: true))),
        new("mapped", static () => new MappedFileSubject(multiGeneration: false)),
        new("mapped-mglru", static () => new MappedFileSubject(multiGeneration: true)),
        new("leaky-owner", static () => new LeakyOwnerSubject()),
        new("allocator", static () => new AllocatorSubject(new MachineOptions { Pages = 4096 })),
        new("allocator-zones", static () => new AllocatorSubject(new MachineOptions
        {
            Pages = 5000,
            PerCpuHigh = 24,
            Zones = [new ZoneOptions(ZoneKind.Dma32, 2300), new ZoneOptions(ZoneKind.Normal, 2700)],
        })),
        new("allocator-large", static () => new AllocatorSubject(new MachineOptions { Pages = 57344 }, largestKept: 4)),
        new("xarray", static () => new XArraySubject()),
    ];

    public override IReadOnlyList<ExplorationProgram> Programs =>
    [
        FilePrograms.LookupSplitTruncate, FilePrograms.IsolateNeighbours, FilePrograms.TwoAllocations,
        TruncationPrograms.Writeback, TruncationPrograms.Invalidation, TruncationPrograms.FaultAround,
        ReclaimPrograms.Lookup, ReclaimPrograms.Accessed, ReclaimPrograms.Write, ReclaimPrograms.Truncate, ReclaimPrograms.Fault,
        ReclaimPrograms.Chargers, ReclaimPrograms.ChargeAgainstReclaim,
        SwapPrograms.SwapOutAgainstFault, SwapPrograms.SwapOutAgainstExit, SwapPrograms.SwapOutAgainstDiscard, SwapPrograms.TwoSwapIns,
        SwapPrograms.SwapInAgainstExit, SwapPrograms.SwapInAgainstReclaim, SwapPrograms.TwoFaults,
        SwapWritePrograms.Fault, SwapWritePrograms.FailedWrite, SwapWritePrograms.Exit, SwapWritePrograms.Reclaim, SwapWritePrograms.Begun,
        WritebackPrograms.Fault, WritebackPrograms.Exit, WritebackPrograms.Reclaim,
        AnonPrograms.SharedPage, AnonPrograms.PinnedPage, AnonPrograms.PrivateWrite, AnonPrograms.Reuse,
        FolioPrograms.HoleAgainstInvalidation, FolioPrograms.HoleAgainstSplit, FolioPrograms.MigrationAgainstWriteback,
    ];

    public override IReadOnlyList<Exhibit> Exhibits =>
    [
        Lookups.WithoutRecheck, Lookups.SiblingHead, Lookups.GetOnFrozen, Lookups.TruncateWithoutRecheck,
        References.PutBeforeUnlock, References.RemovalDropsEarly, References.EntryBeforeReferences, References.LoserLeaks,
        References.BatchKeepsReference, References.NonAtomicPut, References.PoisonKeepsReference,
        Reclaims.WithoutFreeze, Reclaims.ForgottenUnfreeze, Reclaims.MigrationIgnoresExtra, Reclaims.IsolateTwice,
        Reclaims.SwapInWithoutRecheck,
        Locks.MissedWakeUp, Locks.WriterStarves, Locks.TwoFolios, Locks.FolioThenInvalidate, Locks.SignalKeepsLock, Locks.HoleWithoutLock,
        Allocations.FailureLeaks, Allocations.NodeReuse,
        NewerKernels.FrozenBitResurrect, NewerKernels.DeadFolioKeepsFlags, NewerKernels.SplitErrorKeepsReference,
        NewerKernels.PinMeetsBatch, UncachedWrites.UnpluggedBatchKeepsReference, NewerKernels.PrivateDataTwice,
        NewerKernels.CountOutsideTheLock, UncachedWrites.DropBehindUnderWriteback,
    ];

    public override MatrixPart Matrix => CoreMatrix.Part;

    public override IReadOnlyList<string> RecordingFamilies =>
        ["unevictable", "minorder2", "sparse", "mapped", "poison", "plain", "large", "dirty", "mglru", "swap"];

    internal override IReadOnlyDictionary<string, TraceMappingFactory> TraceMappings { get; } = new Dictionary<string, TraceMappingFactory>
    {
        ["plain"] = static (machine, header, callbacks) => new PlainMapping(machine, header, callbacks),
    };

    public override IReadOnlyList<ITraceReplayer> Replayers(bool ledger) =>
    [
        new KernelTraceReplayer(ledger), new XArrayReplayer(), new SystemCallReplayer(ledger), new FailureReplayer(ledger),
        new ReclaimReplayer(),
        new StatisticalReplayer(),
    ];
}
