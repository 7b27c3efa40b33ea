using FolioModel.Exploration.Matrix;

namespace FolioModel.Exploration.Tests;

/// <summary>Every pair of operations keeps all invariants in every interleaving, and the page says what serialises it.</summary>
internal sealed class LockMatrixTests
{
    [Test]
    public void EveryPairHoldsAndThePageIsWhatAFreshRunWrites()
    {
        LockMatrix matrix = LockMatrix.Explore(threads: 2);
        TestContext.Out.WriteLine(matrix.Totals);
        Assert.That(matrix.Violations, Is.Empty);
        Assert.That(matrix.UnwitnessedLocks, Is.Empty, "nothing goes wrong without these locks");
        Assert.That(matrix.UnexplainedPairs, Is.Empty, "neither ever waits, and nobody says why that is well");
        Page.Compare("lock-matrix.md", matrix.ToMarkdown());
    }
}
