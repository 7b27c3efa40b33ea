using FolioModel.Campaigns;
using FolioModel.Campaigns.Storage;

namespace FolioModel.Tests.Campaigns;

/// <summary>Tests that a campaign comes to the same result whatever ran its units, when, and how often.</summary>
[TestFixture]
internal sealed class CampaignRunnerTests : CampaignFixture
{
    private const int Units = 12;
    private static readonly TimeSpan s_shortLease = TimeSpan.FromMilliseconds(200);

    private string Undisturbed
    {
        get
        {
            CampaignFolder folder = NewCampaign(new SquareCampaign(), Units, "undisturbed", ("follow", "true"));
            CampaignRunner.Run(folder);
            return CampaignStatus.Merge(folder).Json;
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(7)]
    public void TheNumberOfThreadsDoesNotMatter(int threads)
    {
        CampaignFolder folder = NewCampaign(new SquareCampaign(), Units, "c", ("follow", "true"));
        int ran = CampaignRunner.Run(folder, new CampaignRunOptions { Parallel = threads });
        Assert.That(ran, Is.EqualTo(Units + 1));
        Assert.That(CampaignStatus.Merge(folder).Json, Is.EqualTo(Undisturbed));
    }

    [Test]
    public void JobsOfAnArrayRunEachUnitOnceInAnyOrderAndTheLastOneWhatFollows()
    {
        SquareCampaign kind = new() { Before = static (unit, before) => Assert.That(before, Is.Zero, $"unit {unit} ran twice") };
        CampaignFolder folder = NewCampaign(kind, Units, "c", ("follow", "true"));
        int ran = 0;
        foreach (int job in new[] { 4, 1, 5, 3, 2 })
        {
            ran += CampaignRunner.Run(folder, new CampaignRunOptions { Job = job, Jobs = 5, Waits = false });
        }

        Assert.That(ran, Is.EqualTo(Units));
        Assert.That(CampaignStatus.Of(folder).Missing, Is.EqualTo(new[] { Units + 1 }), "job 3 has it, and ran too early");
        CampaignRunner.Run(folder);
        Assert.That(CampaignStatus.Merge(folder).Json, Is.EqualTo(Undisturbed));
    }

    [Test]
    public void AUnitThatFailsStopsTheRunAndKeepsTheOthers()
    {
        bool broken = true;
        SquareCampaign kind = new()
        {
            Before = (unit, _) =>
            {
                if (broken && unit == 5)
                {
                    throw new IOException("the disk is full");
                }
            },
        };
        CampaignFolder folder = NewCampaign(kind, Units, "c", ("follow", "true"));
        Assert.Throws<IOException>(() => CampaignRunner.Run(folder));
        Assert.That(CampaignStatus.Of(folder).Done, Is.EqualTo(new[] { 1, 2, 3, 4 }));
        broken = false;
        CampaignRunner.Run(folder);
        Assert.That(CampaignStatus.Merge(folder).Json, Is.EqualTo(Undisturbed));
    }

    [Test]
    public void ARunThatIsCancelledKeepsWhatIsDone()
    {
        using CancellationTokenSource stop = new();
        SquareCampaign kind = new() { Before = (unit, _) => _ = unit == 7 ? Cancel(stop) : 0 };
        CampaignFolder folder = NewCampaign(kind, Units, "c", ("follow", "true"));
        Assert.Catch<OperationCanceledException>(() => CampaignRunner.Run(folder, null, stop.Token));
        Assert.That(CampaignStatus.Of(folder).Done, Is.EqualTo(new[] { 1, 2, 3, 4, 5, 6 }));
        Assert.That(CampaignStatus.Of(folder).Claims, Is.Empty);
        CampaignRunner.Run(folder);
        Assert.That(CampaignStatus.Merge(folder).Json, Is.EqualTo(Undisturbed));
    }

    [Test]
    public void AUnitWhoseLeaseEndedIsGivenToAnotherAndTheLateResultIsCompared()
    {
        using ManualResetEventSlim givenAway = new();
        SquareCampaign kind = new()
        {
            Before = (unit, before) =>
            {
                if (unit == 4 && before == 0)
                {
                    Assert.That(givenAway.Wait(TimeSpan.FromMinutes(1)), "the unit was never given to another");
                }
                else if (unit == 4)
                {
                    givenAway.Set();
                }
            },
        };
        CampaignFolder folder = NewCampaign(kind, Units, "c", ("follow", "true"));

        // A worker that cannot renew its claim, as one whose machine hangs: it claims with a lease of an hour, the others with a short one.
        CampaignRunOptions hanging = new() { Lease = TimeSpan.FromHours(1), Owner = "elsewhere:1", Job = 4, Jobs = Units, Waits = false };
        Task slow = Task.Run(() => CampaignRunner.Run(folder, hanging));
        Assert.That(() => CampaignStatus.Of(folder).Claims.Any(static c => c.Unit == 4), Is.True.After(60_000, 10));
        int ran = CampaignRunner.Run(folder, new CampaignRunOptions { Lease = s_shortLease, Owner = "here:1" });
        slow.Wait(TimeSpan.FromMinutes(1));

        Assert.That(slow.IsCompletedSuccessfully, Is.True, $"{slow.Exception}");
        Assert.That(ran, Is.EqualTo(Units + 1));
        Assert.That(CampaignStatus.Merge(folder).Json, Is.EqualTo(Undisturbed));
    }

    [Test]
    public void ALateResultThatDiffersIsNondeterminism()
    {
        SquareCampaign kind = new() { Suffix = static (unit, before) => unit == 2 && before > 0 ? "!" : "" };
        CampaignFolder folder = NewCampaign(kind, Units);
        CampaignRunner.Run(folder);
        string kept = ResultOf(folder, 2);
        File.Move(kept, $"{kept}.aside");
        folder.Claims.Release(2);
        SquareCampaign again = new()
        {
            Before = (unit, _) => File.Move($"{kept}.aside", kept),
            Suffix = static (_, _) => "!",
        };
        CampaignFolder reopened = CampaignFolder.Open(folder.Path, [again]);
        Assert.That(Assert.Throws<NondeterminismException>(() => CampaignRunner.Run(reopened))!.Unit, Is.EqualTo(2));
    }

    [Test]
    public void AClaimOfAProcessThatIsGoneIsTakenOverAtOnce()
    {
        CampaignFolder folder = NewCampaign(new SquareCampaign(), Units, "c", ("follow", "true"));
        using System.Diagnostics.Process gone = System.Diagnostics.Process.Start("true");
        gone.WaitForExit();
        Assert.That(folder.Claims.TryClaim(3, $"{Environment.MachineName}:{gone.Id}", TimeSpan.FromHours(1)), Is.True);
        Assert.That(folder.Claims.TryClaim(3, "here:1", TimeSpan.FromHours(1)), Is.True);
        Assert.That(folder.Claims.TryClaim(3, "there:2", TimeSpan.FromHours(1)), Is.False);
    }

    private static int Cancel(CancellationTokenSource stop)
    {
        stop.Cancel();
        return 0;
    }
}
