using FolioModel.Cli.Content.Shmem;
using FolioModel.Shmem;
using FolioModel.Testing;
using FsCheck.Fluent;

namespace FolioModel.Props.Shmem;

/// <summary>
/// Random programs on a shmem file, its mappings, swap and failing memory: every invariant after each step, and nothing left.
/// </summary>
public sealed class ShmemProperties
{
    [FolioProperty(typeof(ShmemSubject), Operations = 30_000, ProgramLength = 300)]
    public void ProgramsOnSmallPagesKeepTheInvariants(CampaignResult result) => AssertSeen(
        result,
        "fallocate: ok", "fallocate: ENOMEM", "fallocate undone", "punch hole: ok", "part of a page punched", "write: ENOMEM", "write: EIO",
            "read: EIO",
        "get folio: ENOENT", "swap out: ok", "swap out: EAGAIN", "swap out many: ok", "wanted by reclaim twice and still there",
            "swapoff: ok", "touch: BusError", "touch: HardwarePoison",
        "touch as child: ok", "pin: ok", "pin: EFAULT", "page out: ok", "mlock: ok", "mlock: EHWPOISON", "populate: EHWPOISON",
            "discard: EINVAL",
        "migrate: ok", "migrate: EAGAIN", "migration of a mapped folio", "memory failure: ok", "hwpoison: ok", "hwpoison: EBUSY",
        "a process lost what it had mapped", "soft offline: ok", "soft offline: EBUSY", "unpoison: ok", "truncate: ok");

    [FolioProperty(typeof(Full), Operations = 15_000, ProgramLength = 300)]
    public void ProgramsOnAFullMountKeepTheInvariants(CampaignResult result) =>
        AssertSeen(result, "fallocate: ENOSPC", "get folio: ENOSPC", "fallocate undone");

    [FolioProperty(typeof(Huge), Operations = 6_000, ProgramLength = 300)]
    public void ProgramsOnHugePagesKeepTheInvariants(CampaignResult result) => AssertSeen(
        result, "large folio", "split: ok", "part of a large folio punched", "swapped out", "migrate: ok", "memory failure: ok",
            "pin under a huge entry");

    [FolioProperty(typeof(HugeAndFull), Operations = 4_000, ProgramLength = 300)]
    public void ProgramsOnHugePagesAndAFullMountKeepTheInvariants(CampaignResult result) =>
        AssertSeen(result, "large folio", "fallocate: ENOSPC", "part of a large folio punched");

    [FsCheck.NUnit.Property(MaxTest = 20)]
    public FsCheck.Property FsChecksOwnSearchFindsNothingEither() => FolioArbitrary.HoldsFor(static () => new ShmemSubject(), most: 200);

    private static void AssertSeen(CampaignResult result, params string[] expected) =>
        Assert.That(expected.Where(name => result.Coverage.Of(name) == 0), Is.Empty,
            "these never happened, so nothing was tested about them");

    private sealed class Full() : ShmemSubject(new ShmemSubjectOptions { MountPages = 20, SwapPages = 5 });

    private sealed class Huge() : ShmemSubject(
        new ShmemSubjectOptions { Pages = 1 << 13, FilePages = 1024, HugePages = HugePagePolicy.Always });

    private sealed class HugeAndFull()
        : ShmemSubject(new ShmemSubjectOptions { Pages = 1 << 13, FilePages = 1024, MountPages = 600, HugePages = HugePagePolicy.Always });
}
