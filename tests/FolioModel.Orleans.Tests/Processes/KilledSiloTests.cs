namespace FolioModel.Orleans.Tests;

/// <summary>Tests the commands <c>folio silo</c> and <c>folio campaign run --cluster</c> as processes, which are killed.</summary>
[TestFixture]
[Platform(Exclude = "Win")]
internal sealed class KilledSiloTests : ProcessFixture
{
    private const int Units = 30;
    private const int Operations = 60_000;

    [Test]
    public void AWorkerAndTheCoordinatorThatAreKilledLoseNoResult()
    {
        string expected = MergedAlone(Operations, Units);
        int port = SiloFixture.FreePort();
        int gateway = SiloFixture.FreePort();
        string[] first = ["silo", "--cluster", $"localhost:{gateway}", "--port", $"{port}", "--threads", "1"];
        SiloProcess coordinator = Start(first);
        SiloProcess worker = Start("silo", "--cluster", $"localhost:{SiloFixture.FreePort()}", "--port", $"{SiloFixture.FreePort()}",
            "--primary", $"{port}", "--threads", "1");
        string folder = Plan("cluster", Operations, Units);
        SiloProcess run = Start("campaign", "run", folder, "--cluster", $"localhost:{gateway}", "--lease", "2");
        run.WaitFor(() => ResultsIn(folder) >= 3);
        worker.Kill();
        run.WaitFor(() => ResultsIn(folder) >= 6);
        coordinator.Kill();
        int before = ResultsIn(folder);
        Assert.That(before, Is.LessThan(Units), "the campaign was over before its coordinator was killed");
        _ = Start(first);
        Assert.That(run.WaitForExit(), Is.Zero, run.Output);
        Assert.That(Merged(folder), Is.EqualTo(expected));
    }
}
