using System.Text.Json;
using FolioModel.Tests.Documentation;
using FolioModel.Tests.Explain;

namespace FolioModel.Tests.Samples;

/// <summary>
/// The sample of an owner from outside the repository: it needs no change in the core, and every verb of the command works with it.
/// </summary>
[TestFixture]
internal sealed class OwnFileSystemTests
{
    /// <summary>The assembly, in the configuration that the tests are built in.</summary>
    public static string Module { get; } = Path.Combine(
        Repository.Root, "samples", "OwnFileSystem", "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, new DirectoryInfo(AppContext.BaseDirectory).Name, "OwnFileSystem.dll");

    [Test]
    public void Random_programs_find_no_fault_in_it()
    {
        CommandLine run = Folio("check", "--subject", "smallfs", "--operations", "4000", "--length", "200");

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("every invariant holds").And.Contain("write: ENOSPC").And.Contain("commit: ok"));
    }

    [Test]
    public void The_planted_leak_is_found_and_named_by_invariant_and_holder()
    {
        using JsonDocument json = JsonDocument.Parse(Folio("check", "--subject", "smallfs-leaky", "--operations", "2000", "--json").Output);
        JsonElement finding = json.RootElement.GetProperty("finding");

        Assert.That(finding.GetProperty("id").GetString(), Is.EqualTo("smallfs/JournalHoldsOneReferencePerPage"));
        Assert.That(finding.GetProperty("holders").EnumerateArray().Select(static h => h.GetString()), Does.Contain("smallfs journal"));
        Assert.That(finding.GetProperty("steps").GetInt32(), Is.EqualTo(2), "a page is written twice");
    }

    [Test]
    public void The_report_of_the_leak_names_the_line_that_took_the_reference_and_how_to_see_it_again()
    {
        CommandLine run = Folio("check", "--subject", "smallfs-leaky", "--operations", "2000");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("smallfs journal: 2 left over").And.Contain("+1 folio_get at Journal.cs:"));
        Assert.That(run.Output, Does.Contain($"Replay: folio --module {Module} check --subject smallfs-leaky"));
    }

    [Test]
    public void Its_scenario_names_its_holder_in_every_step_and_in_the_answer()
    {
        using JsonDocument json = JsonDocument.Parse(Folio("explain", "smallfs-commit", "--json").Output);
        List<JsonElement> steps = [.. json.RootElement.GetProperty("steps").EnumerateArray()];
        JsonElement taken = StepWith(steps, "takes"), dropped = StepWith(steps, "drops");

        Assert.That(taken.GetProperty("caller").GetString(), Is.EqualTo("smallfs_write"));
        Assert.That(taken.GetProperty("note").GetString(), Does.StartWith("the journal takes one"));
        Assert.That(dropped.GetProperty("caller").GetString(), Is.EqualTo("smallfs_commit"));
        Assert.That(
            json.RootElement.GetProperty("answer").GetString(),
            Does.StartWith("folio_put() in smallfs_commit() drops the journal's reference"));
    }

    [TestCase("smallfs-commit-truncate")]
    [TestCase("smallfs-two-commits")]
    [TestCase("smallfs-write+smallfs-write")]
    [TestCase("smallfs-write+smallfs-commit")]
    [TestCase("smallfs-write+smallfs-truncate")]
    [TestCase("smallfs-commit+smallfs-commit")]
    [TestCase("smallfs-commit+smallfs-truncate")]
    [TestCase("smallfs-truncate+smallfs-truncate")]
    [TestCase("lookup+smallfs-truncate")]
    public void Its_programs_and_the_pairs_of_its_matrix_hold_in_every_interleaving(string program)
    {
        CommandLine run = Folio("explore", program);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("(exhaustive)"));
    }

    [Test]
    public void Without_its_lock_two_commits_put_one_reference_twice()
    {
        CommandLine run = Folio("explore", "smallfs-two-commits", "--without", "Journal");

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("violated, Ledger").And.Contain("1 reference(s) of smallfs journal in smallfs_commit"));
        Assert.That(run.Output, Does.Contain($"replay with: folio --module {Module} explore --replay smallfs-two-commits-Journal:"));
    }

    [Test]
    public void It_is_listed_beside_the_owners_that_come_with_the_command()
    {
        Assert.That(Folio("explain", "--list").Output, Does.Contain("smallfs-commit").And.Contain("shmem-fallocate"));
        Assert.That(Folio("explore", "--list").Output, Does.Contain("smallfs-commit-truncate").And.Contain("smallfs-write"));
        Assert.That(Folio("check", "--help").Output, Does.Contain("smallfs-leaky"));
    }

    private static JsonElement StepWith(IEnumerable<JsonElement> steps, string change) =>
        steps.Single(s => s.TryGetProperty(change, out JsonElement holder) && holder.GetString() == "smallfs journal 1");

    private static CommandLine Folio(params string[] arguments) => CommandLine.Run(["--module", Module, .. arguments]);
}
