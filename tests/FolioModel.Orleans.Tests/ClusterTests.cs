using FolioModel.Campaigns;
using FolioModel.Campaigns.Storage;
using FolioModel.Cli.Campaigns;
using FolioModel.Cli.Modules;
using FolioModel.Orleans.Grains;
using FolioModel.Tests.Campaigns;
using Orleans;

namespace FolioModel.Orleans.Tests;

/// <summary>Tests that a cluster comes to the bytes of one process, in whatever way its workers behave.</summary>
[TestFixture]
internal sealed class ClusterTests : SiloFixture
{
    private const int Units = 12;
    private static readonly ClusterRunOptions s_quick = new() { Look = TimeSpan.FromMilliseconds(20) };

    [Test]
    public async Task ACampaignOfTheKitComesToTheBytesOfThreads()
    {
        ICampaignKind kind = CampaignKinds.Of(ModuleSet.BuiltIn).First(static k => k.Name == "check");
        (string, string)[] options = [("subject", "leaky-owner"), ("operations", "2000"), ("length", "50")];
        string expected = Undisturbed(kind, 7, options);
        CampaignFolder folder = NewCampaign(kind, 7, "c", options);
        IClusterClient cluster = await Cluster(kind, Work(threads: 2));
        int gathered = await ClusterRunner.RunAsync(folder, cluster, s_quick);
        Assert.That(CampaignStatus.Merge(folder).Json, Is.EqualTo(expected));
        Assert.That(gathered, Is.GreaterThan(7), "units that shrink follow");
    }

    [Test]
    public async Task UnitsRunOnThreadsOfTheirOwn()
    {
        SquareCampaign kind = new()
        {
            Before = static (unit, _) => Assert.That(Thread.CurrentThread.Name, Does.StartWith("unit "), $"{unit} ran on a pool thread"),
        };
        CampaignFolder folder = NewCampaign(kind, Units);
        Assert.That(await ClusterRunner.RunAsync(folder, await Cluster(kind, Work(threads: 3)), s_quick), Is.EqualTo(Units));
    }

    [Test]
    public async Task AUnitWhoseLeaseEndsIsGivenToAnotherAndTheLateResultIsCompared()
    {
        using CountdownEvent done = new(Units + 1);
        SquareCampaign kind = new()
        {
            Before = (unit, before) =>
            {
                done.Signal();
                Assert.That(unit != 3 || before > 0 || done.Wait(TimeSpan.FromMinutes(1)), Is.True, "unit 3 was not given to another");
            },
        };
        CampaignFolder folder = NewCampaign(kind, Units);
        IClusterClient cluster = await Cluster(kind, Work(threads: 2, renews: false));
        await ClusterRunner.RunAsync(folder, cluster, s_quick with { Lease = TimeSpan.FromMilliseconds(300) });
        Assert.That(CampaignStatus.Merge(folder).Json, Is.EqualTo(Undisturbed(new SquareCampaign(), Units)));
        Assert.That(done.IsSet, Is.True);
    }

    [Test]
    public async Task ALateResultThatDiffersIsReportedAsNondeterminismWithBothKept()
    {
        using CountdownEvent started = new(2);
        SquareCampaign kind = new()
        {
            Before = (unit, before) =>
            {
                if (unit == 2 && before < 2)
                {
                    started.Signal();
                    started.Wait(TimeSpan.FromMinutes(1));
                }
            },
            Suffix = static (unit, before) => unit == 2 && before == 1 ? "'" : "",
        };
        CampaignFolder folder = NewCampaign(kind, 2);
        IClusterClient cluster = await Cluster(kind, Work(threads: 2, renews: false));
        NondeterminismException found = (await Assert.ThrowsAsync<NondeterminismException>(async () =>
        {
            while (true)
            {
                await ClusterRunner.RunAsync(folder, cluster, s_quick with { Lease = TimeSpan.FromMilliseconds(300) });
                File.Delete(ResultOf(folder, 2));
            }
        }))!;
        Assert.That(found.Unit, Is.EqualTo(2));
        Assert.That(File.Exists(found.Conflicting), Is.True);
    }

    [Test]
    public async Task AUnitThatCannotBeRunStopsTheCampaignWithItsMessageAndASecondRunTriesAgain()
    {
        bool isBroken = true;
        SquareCampaign kind = new()
        {
            Before = (unit, _) => _ = unit == 4 && isBroken ? throw new BadCampaignException("there is no trace here") : 0,
        };
        CampaignFolder folder = NewCampaign(kind, Units);
        IClusterClient cluster = await Cluster(kind, Work(threads: 1));
        BadCampaignException refused =
            (await Assert.ThrowsAsync<BadCampaignException>(() => ClusterRunner.RunAsync(folder, cluster, s_quick)))!;
        Assert.That(refused.Message, Does.Contain("unit 4 could not be run 3 times").And.Contain("there is no trace here"));
        isBroken = false;
        await ClusterRunner.RunAsync(folder, cluster, s_quick);
        Assert.That(CampaignStatus.Merge(folder).Json, Is.EqualTo(Undisturbed(new SquareCampaign(), Units)));
    }

    [Test]
    public async Task ASiloThatCannotRunACampaignSaysWhy()
    {
        CampaignFolder folder = NewCampaign(new SquareCampaign { Version = 2 }, Units);
        using CancellationTokenSource stop = new();
        List<string> notices = [];
        ClusterRunOptions options = s_quick with
        {
            Notice = text =>
            {
                notices.Add(text);
                stop.Cancel();
            },
        };
        IClusterClient cluster = await Cluster(new SquareCampaign(), Work(threads: 1));
        await Assert.CatchAsync<OperationCanceledException>(() => ClusterRunner.RunAsync(folder, cluster, options, stop.Token));
        Assert.That(notices, Has.Exactly(1).Contains("field kindVersion: expected 1, found 2"));
    }

    [Test]
    public async Task TheSameCampaignGoesOnUnderAnotherDoorAndTheClusterForgetsIt()
    {
        SquareCampaign kind = new() { Before = static (unit, before) => Assert.That(before, Is.Zero, $"unit {unit} ran twice") };
        CampaignFolder folder = NewCampaign(kind, Units, "c", ("follow", "true"));
        CampaignRunner.Run(folder, new CampaignRunOptions { Job = 1, Jobs = 3, Waits = false, FollowUps = false });
        IClusterClient cluster = await Cluster(kind, Work(threads: 2));
        Assert.That(await ClusterRunner.RunAsync(folder, cluster, s_quick), Is.EqualTo(Units + 1 - (Units / 3)));
        Assert.That(await cluster.GetGrain<ICampaignBoardGrain>(0).Open(), Is.Empty);
        Assert.That((await cluster.GetGrain<ICampaignGrain>(folder.Plan.Identity).State()).Known, Is.False);
        Assert.That((await cluster.GetGrain<IUnitResultGrain>(IUnitResultGrain.KeyOf(folder.Plan.Identity, 5)).Read()).Bytes, Is.Null);
    }

    [Test]
    public async Task AResultThatTheClusterLostIsComputedAgain()
    {
        SquareCampaign kind = new();
        CampaignFolder folder = NewCampaign(kind, Units);
        IClusterClient cluster = await Cluster(kind, Work(threads: 1));
        ICampaignGrain campaign = cluster.GetGrain<ICampaignGrain>(folder.Plan.Identity);
        await campaign.Submit(folder.Plan.ToJson(), [], [], TimeSpan.FromMinutes(1));
        Assert.That(() => campaign.State().GetAwaiter().GetResult().Done is [0xFF, 0x0F], Is.True.After(60_000, 10), "twelve units");
        await cluster.GetGrain<IUnitResultGrain>(IUnitResultGrain.KeyOf(folder.Plan.Identity, 7)).Forget();
        Assert.That(await ClusterRunner.RunAsync(folder, cluster, s_quick), Is.EqualTo(Units));
        Assert.That(CampaignStatus.Merge(folder).Json, Is.EqualTo(Undisturbed(new SquareCampaign(), Units)));
    }

    /// <summary>Storage in memory is lost with its silo, between any two calls of a worker or a client.</summary>
    [Test]
    public async Task CallsForACampaignThatWasLostComeToNothing()
    {
        IClusterClient cluster = await Cluster(new SquareCampaign(), Work(threads: 0));
        ICampaignGrain lost = cluster.GetGrain<ICampaignGrain>("0123456789abcdef");
        await lost.Reopen(3);
        await lost.Report(3, differs: false);
        await lost.Return(3, 1);
        for (int i = 0; i < 4; i++)
        {
            await lost.Fail(3, 1, "no trace");
        }

        Assert.That(await lost.Renew(3, 1), Is.False);
        Assert.That(await lost.Take(), Is.Null);
        ClusterCampaignState state = await lost.State();
        Assert.That((state.Known, state.Units, state.Failure), Is.EqualTo((false, 0, (string?)null)));
    }

    private static SiloWorkOptions Work(int threads, bool renews = true) =>
        new() { Threads = threads, Look = TimeSpan.FromMilliseconds(20), Renews = renews };
}
