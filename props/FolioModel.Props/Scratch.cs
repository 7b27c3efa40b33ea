using FolioModel.PropertyTesting;
namespace FolioModel.Props;
public sealed class Scratch
{
    [TestCase(false)]
    [TestCase(true)]
    public void Try(bool refined)
    {
        var sw = System.Diagnostics.Stopwatch.StartNew();
        CampaignResult result = Campaign.Run(() => new CoreSubject(new CoreOptions { Refined = refined }), new CampaignOptions { Operations = refined ? 20000 : 200000, ProgramLength = 500 });
        TestContext.Out.WriteLine($"{result.Operations} in {sw.Elapsed}: {result.Operations / sw.Elapsed.TotalSeconds:n0}/s");
        foreach (var pair in result.Coverage.Counts) TestContext.Out.WriteLine($"{pair.Key} {pair.Value}");
        Assert.That(result.Failure?.ToString(), Is.Null);
    }
}
