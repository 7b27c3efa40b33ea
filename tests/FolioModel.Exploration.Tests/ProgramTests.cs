using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Explore;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>The programs with names hold in every interleaving, and every name finds its scenario.</summary>
internal sealed class ProgramTests
{
    private static IEnumerable<TestCaseData> All => ProgramCatalogue.Programs.Select(p => new TestCaseData(p).SetArgDisplayNames(p.Name));

    [TestCaseSource(nameof(All))]
    public void AProgramHoldsInEveryInterleavingAndIsNotVacuous(ExplorationProgram scenario)
    {
        ExplorationResult result = Explorer.Explore(scenario);
        TestContext.Out.WriteLine($"{result.Executions} executions, {result.Steps} steps, {result.States} states, {result.Elapsed.TotalSeconds:0.00} s");
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Exhaustive), $"{result.BoundedBy}{result.Violation?.Message} {result.Token}");
        Assert.That(result.Remarks, Is.Empty, "states could not be compared");
    }

    [Test]
    public void EveryNameFindsItsScenario()
    {
        Assert.Multiple(() =>
        {
            foreach (string name in ProgramCatalogue.Names)
            {
                Assert.That(ProgramCatalogue.Find(name).Name, Is.EqualTo(name));
                Assert.That(ProgramCatalogue.Find($"{name}-FolioLock").WithoutLock, Is.EqualTo(LockClass.FolioLock));
            }

            foreach (Exhibit exhibit in Exhibits.All)
            {
                Assert.That(ProgramCatalogue.Find($"{exhibit.Name}/wrong").Name, Is.EqualTo($"{exhibit.Name}/wrong"));
            }
        });
    }

    [TestCase("split-lokup", "split-lookup")]
    [TestCase("remove+splt", "remove+split")]
    [TestCase("two-slots/wrong", "two-slots")]
    public void AnUnknownNameIsAnsweredWithTheNearest(string name, string near) =>
        Assert.That(() => ProgramCatalogue.Find(name), Throws.TypeOf<KeyNotFoundException>().With.Message.Contains($"'{near}'"));
}
