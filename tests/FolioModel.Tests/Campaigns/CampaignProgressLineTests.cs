using FolioModel.Campaigns;
using FolioModel.Campaigns.Kinds;
using FolioModel.Campaigns.Storage;
using FolioModel.Cli.Campaigns;
using FolioModel.Cli.Modules;

namespace FolioModel.Tests.Campaigns;

/// <summary>Tests what a campaign shows while it runs.</summary>
[TestFixture]
internal sealed class CampaignProgressLineTests : CampaignFixture
{
    [Test]
    public void ALineHasUnitsRateCoverageViolationsAndTheTimeLeft()
    {
        CampaignFolder folder = NewCampaign(
            new PropertyCampaign(ModuleSet.BuiltIn.Subject), 4, "c", ("subject", "leaky-owner"), ("operations", "2000"), ("length", "50"));
        using StringWriter shown = new();
        CampaignProgressLine line = new(shown, folder.Kind, isTerminal: true, new SteadyClock());
        CampaignRunner.Run(folder, new CampaignRunOptions { Progress = line.Show });
        string[] lines = shown.ToString().Split('\r', '\n');
        Assert.That(lines, Has.Some.Matches("^1 of 4 units, [0-9]+ operations/s, [0-9]+ covered, 1 violation, 0:00:03 left *$"));
        Assert.That(lines.Count(static l => l.StartsWith("violation I-29: program ", StringComparison.Ordinal)), Is.EqualTo(1),
            "a violation is told once, when it comes");
    }

    [Test]
    public void WithoutATerminalOnlyViolationsAreShown()
    {
        CampaignFolder folder = NewCampaign(
            new PropertyCampaign(ModuleSet.BuiltIn.Subject), 2, "c", ("subject", "leaky-owner"), ("operations", "1000"), ("length", "50"));
        using StringWriter shown = new();
        CampaignProgressLine line = new(shown, folder.Kind, isTerminal: false);
        CampaignRunner.Run(folder, new CampaignRunOptions { Progress = line.Show });
        Assert.That(shown.ToString().TrimEnd('\n').Split('\n'), Has.All.StartsWith("violation "));
    }

    /// <summary>A clock that goes on by a second with each look.</summary>
    private sealed class SteadyClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds++;
    }
}
