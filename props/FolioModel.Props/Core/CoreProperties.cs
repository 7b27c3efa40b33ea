using FolioModel.Cli.Content.Core;
using FolioModel.Testing;
using FsCheck.Fluent;

namespace FolioModel.Props.Core;

/// <summary>Random programs over folios, references and four page caches of different rules.</summary>
public sealed class CoreProperties
{
    [FolioProperty(typeof(CoreSubject), Operations = 60_000, ProgramLength = 1000)]
    public void EveryInvariantHoldsAfterEveryStepAndNothingLeaks(CampaignResult result)
    {
        string[] expected =
        [
            "add: EEXIST", "allocate: ENOMEM", "find: ENOENT", "find: EAGAIN", "find: ok", "grab: ok", "grab without memory: ENOMEM",
            "invalidate all: EBUSY", "isolate: EBUSY", "isolate: ok", "migrate: EAGAIN", "migrate: ok", "reclaim: EBUSY", "reclaim: ok",
            "split: EAGAIN", "split: EBUSY", "split: EINVAL", "split: ok", "trylock: EAGAIN", "replace: ok", "tag for writeback: ok",
            "batch spilled", "partial truncation of a clean folio", "partial truncation of a dirty folio",
                "truncation cuts a folio at its end",
            "evicted with a shadow", "not evicted", "refault activated", "split fresh: ok", "find against a removal: ENOENT",
                "lock against a removal: ENOENT", "invalidation dropped something", "invalidation dropped nothing",
            "removed with private data or dirty", "writeback ended with a rotation", "last reference dropped",
            "write: ok", "write back: ok", "get folios against a removal: ENOENT", "freeze and look: ok",
                "writeback of a folio tagged towrite", "a folio marked for reclaim redirtied",
        ];
        Assert.That(expected.Where(name => result.Coverage.Of(name) == 0), Is.Empty,
            "these never happened, so nothing was tested about them");
    }

    [FolioProperty(typeof(Refined), Operations = 6_000, ProgramLength = 300)]
    public void EveryStateIsTheSpecifications(CampaignResult result) =>
        Assert.That(result.Coverage.Of("split: ok") * result.Coverage.Of("migrate: ok") * result.Coverage.Of("shrink: ok"), Is.Positive);

    [FolioProperty(typeof(Small), Operations = 20_000)]
    public void RunningOutOfMemoryLosesNothing(CampaignResult result)
    {
        Assert.That(result.Coverage.Of("grab: ENOMEM"), Is.Positive, "memory never ran out");
        Assert.That(result.Coverage.Of("fill: ENOMEM"), Is.Positive, "memory never ran out");
    }

    [FolioProperty(typeof(Strict), Operations = 6_000, ProgramLength = 40, Misuse = true)]
    public void AStrangersUnlockIsRefused(CampaignResult result) =>
        Assert.That(result.Coverage.Of("MISUSE unlock by a stranger: ok"), Is.Positive);

    [FolioProperty(typeof(Locked), Operations = 10_000)]
    public void LocksAreTakenInOrder(CampaignResult result) => Assert.That(result.Failure, Is.Null);

    [FolioProperty(typeof(CoreSubject), Operations = 20_000, ProgramLength = 40, Misuse = true)]
    public void EveryMistakeIsRefusedAtItsLine(CampaignResult result)
    {
        string[] mistakes =
        [
            "put of a reference not held", "double put", "use after free", "get on zero", "unfreeze by a stranger",
                "unlock of an unlocked folio",
            "removal without the lock", "use after another's allocation", "put of a frozen folio",
        ];
        Assert.That(mistakes.Where(m => result.Coverage.Of($"MISUSE {m}: ok") == 0), Is.Empty, "these were never tried");
    }

    [FsCheck.NUnit.Property(MaxTest = 20)]
    public FsCheck.Property FsChecksOwnSearchFindsNothingEither() => FolioArbitrary.HoldsFor(static () => new CoreSubject(), most: 200);

    private sealed class Refined() : CoreSubject(new CoreOptions { Refined = true });

    private sealed class Small() : CoreSubject(new CoreOptions { Pages = 96, DirectReclaim = false });

    private sealed class Strict() : CoreSubject(new CoreOptions { LockChecking = true, StrictLocks = true });

    private sealed class Locked() : CoreSubject(new CoreOptions { LockChecking = true });
}
