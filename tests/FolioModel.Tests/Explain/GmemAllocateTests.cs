using FolioModel.Cli.Explain;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Tests.Explain;

/// <summary>The mailing list's question, answered by the model: the counts are those of the recorded kernel.</summary>
[TestFixture]
internal sealed class GmemAllocateTests
{
    [Test]
    public void AFreshPageGoesThroughOneTwoThreeTwoOne() => AssertCounts(Run(), [1, 2, 3, 2, 1]);

    [Test]
    public void AHugeFolioDrainsItsBatchAtOnce() => AssertCounts(Run(order: 9), [1, 513, 514, 513, 512]);

    [Test]
    public void AnExistingPageIsOnlyLookedUp() => AssertCounts(Run(null, "existing"), [1, 2, 1]);

    [Test]
    public void TheAdditionThatFillsTheBatchDrainsItBeforeThePut()
    {
        Explanation explanation = Run(null, "batch-full");
        AssertCounts(explanation, [1, 2, 3, 2, 1]);
        int drain = IndexOf(explanation, "folio_batch_move_lru");
        int put = IndexOf(explanation, "folio_put");
        Assert.That(drain, Is.LessThan(put), "the batch was drained after the put");
    }

    [TestCase(null, nameof(HolderKind.Allocation))]
    [TestCase("existing", nameof(HolderKind.Lookup))]
    public void ThePutDropsTheCallersOwnReference(string? option, string dropped)
    {
        Explanation explanation = option is null ? Run() : Run(null, option);
        ExplanationStep put = explanation.Steps.Single(s => s.Function == "folio_put");
        Assert.Multiple(() =>
        {
            Assert.That(put.Changed, Is.EqualTo(dropped == nameof(HolderKind.Lookup) ? HolderKind.Lookup : HolderKind.Allocation),
                "folio_put dropped somebody else's reference");
            Assert.That(put.Delta, Is.EqualTo(-1));
            Assert.That(put.Holders.Select(h => h.Kind), Does.Contain(HolderKind.PageCache),
                "the page cache lost its reference to the caller's put");
        });
    }

    [Test]
    public void TheHoldersSumIsTheCountAtEveryStep([Values(0, 9)] int order)
    {
        foreach (ExplanationStep step in Run(order).Steps)
        {
            Assert.That(step.Holders.Sum(h => h.Count), Is.EqualTo(step.Count),
                $"the sum of step {step.Index}, {step.Function}, does not close");
        }
    }

    [Test]
    public void ASignalKeepsWhatWasAllocatedBefore()
    {
        Explanation explanation = Run(null, "signal");
        Assert.Multiple(() =>
        {
            Assert.That(explanation.Result, Is.EqualTo("EINTR"));
            Assert.That(explanation.Remarks, Has.Some.Contains("Pages in the file afterwards: 1"));
        });
    }

    [Test]
    public void NoMemoryLeavesNobodyHoldingAnything()
    {
        Explanation explanation = Run(null, "no-memory");
        Assert.Multiple(() =>
        {
            Assert.That(explanation.Result, Is.EqualTo("ENOMEM"));
            Assert.That(explanation.Steps[^1].Count, Is.Zero);
            Assert.That(explanation.Steps.Select(s => s.Function), Does.Contain("free_unref_page"), "the page was not given back");
            Assert.That(explanation.Remarks, Has.Some.Contains("Pages in the file afterwards: 0"));
        });
    }

    [Test]
    public void HugeFoliosAreRefusedWhereTheVersionHasNone() =>
        Assert.That(() => Run(9, "profile=6.12"), Throws.InstanceOf<UsageException>().With.Message.Contains("--profile v11"));

    internal static void AssertCounts(Explanation explanation, int[] expected)
    {
        List<int> counts = [];
        foreach (ExplanationStep step in explanation.Steps)
        {
            if (counts.Count == 0 || counts[^1] != step.Count)
            {
                counts.Add(step.Count);
            }
        }

        Assert.That(counts, Is.EqualTo(expected));
    }

    private static Explanation Run(int? order = null, params string[] options) =>
        ModuleSet.BuiltIn.Scenario("gmem-allocate").Run(new ExplainRequest
        {
            Order = order,
            Profile = options.Where(o => o.StartsWith("profile=", StringComparison.Ordinal)).Select(o => o.Split('=')[1]).FirstOrDefault(),
            Switches = options.Where(o => !o.Contains('=')).ToHashSet(),
        });

    private static int IndexOf(Explanation explanation, string function) => explanation.Steps.First(s => s.Function == function).Index;
}
