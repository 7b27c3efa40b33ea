using System.Text;
using FolioModel.Campaigns;
using FolioModel.Campaigns.Storage;

namespace FolioModel.Tests.Campaigns;

/// <summary>Tests that a campaign's folder keeps what it was given, and nothing else for it.</summary>
[TestFixture]
internal sealed class CampaignFolderTests : CampaignFixture
{
    private const int Units = 5;

    [TestCase(1)]
    [TestCase(20)]
    [TestCase(70)]
    [TestCase(-1)]
    public void AResultThatWasCutShortRunsAgain(int length)
    {
        SquareCampaign kind = new();
        CampaignFolder folder = NewCampaign(kind, Units);
        CampaignRunner.Run(folder);
        string whole = CampaignStatus.Merge(folder).Json;
        string file = ResultOf(folder, 3);
        byte[] bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(length < 0 ? bytes.Length - 1 : length)]);

        Assert.That(CampaignStatus.Of(folder).Missing, Is.EqualTo(new[] { 3 }));
        Assert.That(CampaignStatus.Of(folder).Damaged, Has.Exactly(1).Contains(file));
        Assert.That(Assert.Throws<BadCampaignException>(() => CampaignStatus.Merge(folder))!.Message, Does.Contain("unit 3 of 5"));
        Assert.That(CampaignRunner.Run(folder), Is.EqualTo(1));
        Assert.That(CampaignStatus.Merge(folder).Json, Is.EqualTo(whole));
    }

    [Test]
    public void AResultOfAnotherUnitOrPlanDoesNotPass()
    {
        CampaignFolder folder = NewCampaign(new SquareCampaign(), Units);
        CampaignFolder other = NewCampaign(new SquareCampaign(), Units + 1, "other");
        CampaignRunner.Run(folder);
        CampaignRunner.Run(other);
        File.Copy(ResultOf(folder, 1), ResultOf(folder, 2), overwrite: true);
        File.Copy(ResultOf(other, 4), ResultOf(folder, 4), overwrite: true);

        Assert.That(CampaignStatus.Of(folder).Missing, Is.EqualTo(new[] { 2, 4 }));
    }

    [Test]
    public void AByteChangedInAResultIsSeen()
    {
        CampaignFolder folder = NewCampaign(new SquareCampaign(), Units);
        CampaignRunner.Run(folder);
        byte[] bytes = File.ReadAllBytes(ResultOf(folder, 5));
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            File.WriteAllBytes(ResultOf(folder, 5), changed);
            Assert.That(folder.Read(5), Is.Null, $"byte {i}");
        }
    }

    [Test]
    public void TheSameResultTwiceIsKeptOnceAndADifferentOneIsReported()
    {
        CampaignFolder folder = NewCampaign(new SquareCampaign(), Units);
        Assert.That(folder.Write(2, "four"u8), Is.True);
        Assert.That(folder.Write(2, "four"u8), Is.False);
        NondeterminismException found = Assert.Throws<NondeterminismException>(() => folder.Write(2, "five"u8))!;
        Assert.That(found.Unit, Is.EqualTo(2));
        Assert.That(File.Exists(found.Conflicting), Is.True);
        Assert.That(Encoding.UTF8.GetString(folder.Read(2)!), Is.EqualTo("four"));
    }

    [Test]
    public void APlanThatThisProcessCannotRunIsRefusedByField()
    {
        SquareCampaign kind = new();
        CampaignFolder folder = NewCampaign(kind, Units);
        string plan = Path.Combine(folder.Path, "plan.json");
        string text = File.ReadAllText(plan);

        AssertRefused("\"square\"", "\"circle\"", "field kind");
        AssertRefused("\"kindVersion\": 1", "\"kindVersion\": 2", "field kindVersion");
        AssertRefused(BuildIdentity.Current, "0123456789abcdef", "field build");
        AssertRefused("folio-campaign/1", "folio-campaign/9", "field format");
        AssertRefused("\"units\": [", "\"units\": {", "plan.json:");
        AssertRefused(text, "", "plan.json");

        void AssertRefused(string found, string replaced, string expected)
        {
            Assert.That(text, Does.Contain(found));
            File.WriteAllText(plan, text.Replace(found, replaced, StringComparison.Ordinal));
            Assert.That(
                Assert.Throws<BadCampaignException>(() => CampaignFolder.Open(folder.Path, [kind]))!.Message, Does.Contain(expected));
        }
    }

    [Test]
    public void AFolderWithFilesInItIsLeftAlone()
    {
        Directory.CreateDirectory(NewPath());
        File.WriteAllText(Path.Combine(NewPath(), "thesis.txt"), "mine");
        Assert.Throws<BadCampaignException>(() => NewCampaign(new SquareCampaign(), Units));
        Assert.That(Directory.GetFileSystemEntries(NewPath()), Has.Length.EqualTo(1));
    }

    [Test]
    public void NothingTemporaryIsLeft()
    {
        CampaignFolder folder = NewCampaign(new SquareCampaign(), Units);
        CampaignRunner.Run(folder, new CampaignRunOptions { Parallel = 3 });
        Assert.That(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories), Has.Length.EqualTo(1 + Units));
    }

    [TestCase(new[] { 3 }, "unit 3")]
    [TestCase(new[] { 3, 4 }, "units 3-4")]
    [TestCase(new[] { 1, 3, 4, 5, 9 }, "units 1, 3-5 and 9")]
    public void NumbersOfUnitsAreWrittenAsPeopleWriteThem(int[] units, string expected) =>
        Assert.That(UnitNumbers.Describe(units), Is.EqualTo(expected));
}
