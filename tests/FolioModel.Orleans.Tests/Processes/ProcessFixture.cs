using FolioModel.Tests.Campaigns;

namespace FolioModel.Orleans.Tests;

/// <summary>Starts processes of <c>folio</c> for one test, and ends those that are left after it.</summary>
internal abstract class ProcessFixture : CampaignFixture
{
    private readonly List<SiloProcess> _processes = [];

    [TearDown]
    public void EndProcesses()
    {
        _processes.ForEach(static p => p.Dispose());
        _processes.Clear();
    }

    /// <summary>Starts a command. A silo has started when it says where it is.</summary>
    protected SiloProcess Start(params string[] arguments)
    {
        SiloProcess process = new(arguments);
        _processes.Add(process);
        if (arguments[0] == "silo")
        {
            process.WaitFor(() => process.Output.Contains("silo at", StringComparison.Ordinal));
        }

        return process;
    }

    /// <summary>Plans a campaign in a new folder of that name.</summary>
    protected string Plan(string name, int operations, int units)
    {
        SiloProcess plan = Start("campaign", "plan", "check", "--subject", "core", "--operations", $"{operations}", "--length", "200",
            "--units", $"{units}", "--out", NewPath(name));
        Assert.That(plan.WaitForExit(), Is.Zero, plan.Output);
        return NewPath(name);
    }

    /// <summary>Plans the same campaign, runs it undisturbed in one process, and merges it.</summary>
    protected string MergedAlone(int operations, int units)
    {
        string alone = Plan("alone", operations, units);
        Assert.That(Start("campaign", "run", alone).WaitForExit(), Is.Zero);
        return Merged(alone);
    }

    protected string Merged(string folder)
    {
        SiloProcess merge = Start("campaign", "merge", folder, "--json");
        Assert.That(merge.WaitForExit(), Is.Zero, merge.Output);
        return merge.Output;
    }

    protected static int ResultsIn(string folder) =>
        Directory.EnumerateFiles(Path.Combine(folder, "results"), "??????").Count();
}
