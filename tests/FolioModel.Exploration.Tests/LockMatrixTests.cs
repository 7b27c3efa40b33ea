using FolioModel.Cli.Explore;
using FolioModel.Cli.Explore.Matrix;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>Every pair of operations keeps all invariants in every interleaving, and the page says what serialises it.</summary>
internal sealed class LockMatrixTests
{
    [Test]
    public void EveryPairHoldsAndThePageIsWhatAFreshRunWrites()
    {
        LockMatrix matrix = LockMatrix.Explore(ModuleSet.BuiltIn.Programs, threads: 2);
        TestContext.Out.WriteLine(matrix.Totals);
        Assert.That(matrix.Violations, Is.Empty);
        Assert.That(matrix.UnwitnessedLocks, Is.Empty, "nothing goes wrong without these locks");
        Assert.That(matrix.UnexplainedPairs, Is.Empty, "neither ever waits, and nobody says why that is well");
        Page.Compare("explore/lock-matrix.md", matrix.ToMarkdown());
    }

    [Test]
    public void EveryClassOfLocksHasAWitnessOrAReason() =>
        Assert.That(ModuleSet.BuiltIn.Programs.Matrix.Witnesses.Select(static w => w.LockClass),
            Is.EqualTo(ModuleSet.BuiltIn.Programs.LockClasses));

    [TestCaseSource(nameof(Witnesses))]
    public void AWitnessHoldsAsLongAsItsLocksAreTaken(string scenario) =>
        Assert.That(Explorer.Explore(ModuleSet.BuiltIn.Programs.Find(scenario)).Verdict, Is.EqualTo(Verdict.Exhaustive));

    /// <summary>Machines share nothing: what one finds is the same whether others run beside it or not.</summary>
    [Test]
    public void ExplorationsSideBySideFindWhatTheyFindAlone()
    {
        ProgramCatalogue all = ModuleSet.BuiltIn.Programs;
        ExplorationProgram[] programs = [.. Thoroughness.Sample([.. all.Programs, .. all.WithoutLocks], every: 8)];
        string[] alone = [.. programs.Select(Summary)];
        string[] together = new string[4 * programs.Length];
        Parallel.For(0, together.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 },
            i => together[i] = Summary(programs[i % programs.Length]));
        for (int i = 0; i < together.Length; i++)
        {
            Assert.That(together[i], Is.EqualTo(alone[i % programs.Length]));
        }
    }

    private static IEnumerable<string> Witnesses() => ModuleSet.BuiltIn.Programs.Matrix.Witnesses.Select(static w => w.Program);

    private static string Summary(ExplorationProgram scenario)
    {
        ExplorationResult result = Explorer.Explore(scenario);
        return $"{scenario.Name}: {result.Verdict} {result.Executions} {result.Steps} {result.States} "
            + $"{string.Join(' ', result.FinalStates.Order())} {result.Token}";
    }
}
