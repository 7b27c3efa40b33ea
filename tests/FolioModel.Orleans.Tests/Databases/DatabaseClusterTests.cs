namespace FolioModel.Orleans.Tests;

/// <summary>Tests clusters that meet in a database: silos, client and database are lost in the middle of a campaign.</summary>
[TestFixture]
[Platform("Linux")]
internal sealed class DatabaseClusterTests : ProcessFixture
{
    private const int Units = 40;
    private const int Operations = 1_200_000;

    /// <summary>
    /// A silo is killed, the database is restarted, and then the silo that was there first is killed: the coordinator was on one of them.
    /// </summary>
    [TestCase("postgres")]
    [TestCase("redis")]
    public void ACampaignInADatabaseOutlivesItsSilosAndARestartOfTheDatabase(string name)
    {
        using DatabaseServer database = DatabaseServer.Start(name);
        string expected = MergedAlone(Operations, Units);
        SiloProcess first = StartSilo(database);
        SiloProcess second = StartSilo(database);
        string folder = Plan("cluster", Operations, Units);
        SiloProcess run = Start("campaign", "run", folder, "--cluster", database.Address, "--lease", "2");
        run.WaitFor(() => ResultsIn(folder) >= 3);
        second.Kill();
        database.Restart();
        AssumeIsUnderWay(folder, "the database was restarted");
        SiloProcess third = StartSilo(database);
        first.Kill();
        AssumeIsUnderWay(folder, "the first silo was killed");
        Assert.That(run.WaitForExit(), Is.Zero, $"{run.Output}\n{third.Output}");
        Assert.That(Merged(folder), Is.EqualTo(expected));
        third.Terminate();
        Assert.That(third.WaitForExit(), Is.Zero, third.Output);
    }

    /// <summary>The client is killed, and every silo after it; new silos and a new client find in the database what was done.</summary>
    [TestCase("postgres")]
    [TestCase("redis")]
    public void ACampaignWhoseProcessesAreAllKilledGoesOnFromTheDatabase(string name)
    {
        using DatabaseServer database = DatabaseServer.Start(name);
        string expected = MergedAlone(Operations, Units);
        SiloProcess silo = StartSilo(database);
        string folder = Plan("cluster", Operations, Units);
        SiloProcess run = Start("campaign", "run", folder, "--cluster", database.Address, "--lease", "2");
        run.WaitFor(() => ResultsIn(folder) >= 3);
        run.Kill();
        silo.Kill();
        AssumeIsUnderWay(folder, "all was killed");
        _ = StartSilo(database);
        SiloProcess again = Start("campaign", "resume", folder, "--cluster", database.Address, "--lease", "2");
        Assert.That(again.WaitForExit(), Is.Zero, again.Output);
        Assert.That(Merged(folder), Is.EqualTo(expected));
    }

    /// <summary>
    /// On a machine that is slow to start a silo the campaign may be over first: then nothing was lost, and nothing is shown.
    /// </summary>
    private static void AssumeIsUnderWay(string folder, string when) =>
        Assume.That(ResultsIn(folder), Is.LessThan(Units), $"the campaign was over before {when}");

    private SiloProcess StartSilo(DatabaseServer database) => Start(
        "silo", "--cluster", database.Address, "--create-schema", "--address", "127.0.0.1", "--threads", "1", "--dead-after", "6",
        "--port", $"{SiloFixture.FreePort()}", "--gateway", $"{SiloFixture.FreePort()}");
}
