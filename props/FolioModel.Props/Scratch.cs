using FolioModel.PropertyTesting;
namespace FolioModel.Props;
public sealed class Scratch
{
    [TestCase("plain")]
    [TestCase("refined")]
    [TestCase("huge")]
    [TestCase("tiny")]
    public void Gmem(string kind)
    {
        var sw = System.Diagnostics.Stopwatch.StartNew();
        GmemOptions o = kind switch { "plain" => new(), "refined" => new() { Refined = true }, "huge" => new() { Huge = true, Profile = FolioModel.Gmem.GmemProfile.V11 }, _ => new() { Pages = 48 } };
        CampaignResult result = Campaign.Run(() => new GmemSubject(o), new CampaignOptions { Operations = o.Refined ? 10000 : 50000, ProgramLength = 500 });
        TestContext.Out.WriteLine($"{result.Operations} in {sw.Elapsed}: {result.Operations / sw.Elapsed.TotalSeconds:n0}/s");
        foreach (var pair in result.Coverage.Counts) TestContext.Out.WriteLine($"{pair.Key} {pair.Value}");
        Assert.That(result.Failure?.ToString(), Is.Null);
    }
}
