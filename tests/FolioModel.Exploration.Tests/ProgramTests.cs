using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>The programs with names hold in every interleaving, and every name finds its scenario.</summary>
internal sealed class ProgramTests
{
    private static IEnumerable<TestCaseData> All =>
        ModuleSet.BuiltIn.Programs.Programs.Select(p => new TestCaseData(p).SetArgDisplayNames(p.Name));

    [TestCaseSource(nameof(All))]
    public void AProgramHoldsInEveryInterleavingAndIsNotVacuous(ExplorationProgram scenario)
    {
        ExplorationResult result = Explorer.Explore(scenario);
        TestContext.Out.WriteLine(
            $"{result.Executions} executions, {result.Steps} steps, {result.States} states, {result.Elapsed.TotalSeconds:0.00} s");
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Exhaustive), $"{result.BoundedBy}{result.Violation?.Message} {result.Token}");
        Assert.That(result.Remarks, Is.Empty, "states could not be compared");
    }

    [Test]
    public void EveryNameFindsItsScenario()
    {
        Assert.Multiple(() =>
        {
            foreach (string name in ModuleSet.BuiltIn.Programs.Names)
            {
                Assert.That(ModuleSet.BuiltIn.Programs.Find(name).Name, Is.EqualTo(name));
                Assert.That(ModuleSet.BuiltIn.Programs.Find($"{name}-FolioLock").WithoutLock, Is.EqualTo(LockClass.FolioLock));
            }

            foreach (Exhibit exhibit in ModuleSet.BuiltIn.Programs.Exhibits)
            {
                Assert.That(ModuleSet.BuiltIn.Programs.Find($"{exhibit.Name}/wrong").Name, Is.EqualTo($"{exhibit.Name}/wrong"));
            }
        });
    }

    [TestCase("split-lokup", "split-lookup")]
    [TestCase("remove+splt", "remove+split")]
    [TestCase("two-slots/wrong", "two-slots")]
    public void AnUnknownNameIsAnsweredWithTheNearest(string name, string near) =>
        Assert.That(() => ModuleSet.BuiltIn.Programs.Find(name), Throws.TypeOf<KeyNotFoundException>().With.Message.Contains($"'{near}'"));
}
