using FolioModel.PropertyTesting;
namespace FolioModel.Props;
public sealed class Scratch
{
    [TestCase(1, true)]
    [TestCase(1, false)]
    [TestCase(64, true)]
    [TestCase(1000000, false)]
    public void Perf(int every, bool dummy)
    {
        var o = new CampaignOptions { Operations = 20000, ProgramLength = 10000, Run = new RunOptions { CheckEvery = every } };
        Func<Subject> f = () => new CoreSubject(new CoreOptions { Monitor = new MonitorOptions() });
        Campaign.Run(f, o);
        var sw = System.Diagnostics.Stopwatch.StartNew();
        CampaignResult result = Campaign.Run(f, o with { Operations = 1000000, Seed = 5 });
        TestContext.Out.WriteLine($"every {every}: {result.Operations} in {sw.Elapsed}: {result.Operations / sw.Elapsed.TotalSeconds:n0}/s");
        Assert.That(result.Failure?.ToString(), Is.Null);
    }
}
