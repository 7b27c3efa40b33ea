using FolioModel.Diagnosis;

namespace FolioModel.Tests.Diagnosis;

/// <summary>Dumps from public reports, rewritten without names and addresses, and who held what in each.</summary>
[TestFixture]
internal sealed class PublicDumpTests
{
    /// <summary>File, page, count, expected sum, unexplained, the likeliest holders, and a word of the first contradiction ("" for
    /// none).</summary>
    private static readonly object[] s_reports =
    [
        new object[] { "01-block-device-offline-6.2", 0, 3, 2, 1, "isolation 1", "" },
        new object[] { "02-direct-io-offline-5.5", 0, 2, 0, 2, "isolation 1 + GUP get 1", "" },
        new object[] { "03-device-exclusive-6.14", 0, 2, 0, 2, "isolation 1 + GUP get 1", "" },
        new object[] { "04-shmem-in-swap-cache-6.18", 0, 2, 1, 1, "isolation 1", "" },
        new object[] { "05-gigantic-hugetlb-offline-6.13", 0, 2, 1, 1, "hugetlb isolation 1", "" },
        new object[] { "06-hugetlb-hole-against-migration-6.17", 0, 515, 513, 2, "caller (lookup) 1 + hugetlb isolation 1",
            "still map it" },
        new object[] { "07-pinned-thp-6.15", 0, 512, 511, 1, "GUP pin 1", "" },
        new object[] { "08-twice-pinned-thp-6.16", 0, 507, 505, 2, "GUP pin 2", "" },
        new object[] { "09-wrong-order-of-destination-5.18", 0, 6, 513, -507, "", "507 are missing" },
        new object[] { "10-invalidation-moving-count-6.0", 0, 4, 1, 3, "lru_add batch 1 + caller (lookup) 2", "" },
        new object[] { "11-f2fs-read-ends-6.12", 0, 3, 2, 1, "caller (lookup) 1", "" },
        new object[] { "12-shmem-deleted-while-mapped-6.10", 0, 4, 2, 2, "caller (lookup) 2", "still map it" },
        new object[] { "13-unmapped-once-too-often-6.10", 0, 0, 0, 0, "", "map count is -1" },
        new object[] { "14-reclaim-of-dropped-page-6.17", 0, 2, 0, 2, "isolation 1 + caller (lookup) 1", "" },
        new object[] { "15-poisoned-anon-in-reclaim-6.6", 0, 2, 0, 2, "isolation 1 + memory failure 1", "" },
        new object[] { "16-writeback-ends-after-free-6.18", 0, 0, 0, 0, "", "writeback" },
        new object[] { "17-page-pool-put-twice-6.2", 0, -1, 0, -1, "", "the count is -1" },
        new object[] { "18-network-page-put-three-times-5.17", 0, -2, 0, -2, "", "the count is -2" },
        new object[] { "19-btrfs-metadata-freed-in-cache-6.8", 0, 0, 1, -1, "", "still has a mapping" },
        new object[] { "20-buddy-page-handed-out-5.10", 0, 0, 0, 0, "no holder", "freed twice, or handed out while free" },
        new object[] { "21-locked-at-free-5.11", 0, 0, 0, 0, "", "locked" },
        new object[] { "22-private-at-free-6.8", 0, 0, 1, -1, "", "private" },
        new object[] { "23-page-table-kept-by-scan-6.13", 0, 0, 0, 0, "no holder", "without its page type being taken back" },
        new object[] { "24-split-in-progress-6.1", 0, 0, 512, -512, "no holder", "" },
        new object[] { "25-mapped-thp-in-migration-5.9", 0, 490, 1, 489, "page table 489", "" },
        new object[] { "26-offline-loop-thp-5.18", 0, 393, 1, 392, "page table 392", "" },
        new object[] { "27-swapped-thp-writeback-5.6", 0, 512, 512, 0, "no holder", "" },
        new object[] { "28-unmapped-below-zero-xfs-6.6", 0, 9, 5, 4, "page table 4", "map count is -1" },
        new object[] { "29-page-type-on-file-page-6.4", 0, 4, 2, 2, "caller (lookup) 2", "map count is -256" },
        new object[] { "30-squashfs-page-5.15", 0, 1, 1, 0, "no holder", "map count is -1" },
        new object[] { "31-slab-6.13", 0, 1, 0, 1, "caller (allocation) 1", "" },
        new object[] { "32-frozen-slab-6.16", 0, 0, 0, 0, "no holder", "" },
        new object[] { "33-reserved-in-movable-zone-6.5", 0, 1, 0, 1, "caller (allocation) 1", "" },
        new object[] { "34-anon-in-lru-add-batch-5.9", 0, 1, 0, 1, "lru_add batch 1", "" },
        new object[] { "35-driver-page-never-released-6.9", 0, 1, 0, 1, "caller (allocation) 1", "was freed" },
        new object[] { "37-cpu-table-page-active-at-free-6.18", 0, 0, 0, 0, "", "active" },
        new object[] { "38-memory-failure-of-freed-thp-5.18", 0, 1, 0, 1, "caller (allocation) 1", "" },
        new object[] { "38-memory-failure-of-freed-thp-5.18", 1, 0, 0, 0, "no holder", "" },
    ];

    [TestCaseSource(nameof(s_reports))]
    public void EveryReportIsAnsweredAsItsThreadEnded(
        string file, int index, int count, int expected, int unexplained, string likeliest, string contradiction)
    {
        PageDiagnosis diagnosis = PageDiagnosis.Of(Dumps.Read(file)[index]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(diagnosis.Page.RefCount, Is.EqualTo(count));
            Assert.That(diagnosis.Expected.Sum(static e => e.Count), Is.EqualTo(expected));
            Assert.That(diagnosis.Unexplained, Is.EqualTo(unexplained));
            Assert.That(Dumps.LikeliestOf(diagnosis), Is.EqualTo(likeliest));
            Assert.That(diagnosis.Contradictions, contradiction.Length == 0 ? Is.Empty : Has.Some.Contains(contradiction));
        }
    }

    [Test]
    public void EveryDumpIsTested() =>
        Assert.That(s_reports.Select(static r => ((object[])r)[0]).Distinct(), Is.EquivalentTo(Dumps.Names()));

    [Test]
    public void EveryExplanationAddsUpToWhatIsUnexplained()
    {
        foreach (PageDiagnosis diagnosis in Dumps.Names().SelectMany(Dumps.Read).Select(PageDiagnosis.Of))
        {
            foreach (HolderExplanation explanation in diagnosis.Explanations.Where(static e => e.Holders.Count > 0))
            {
                Assert.That(explanation.Holders.Sum(static h => h.Count), Is.EqualTo(diagnosis.Unexplained), diagnosis.Page.Source);
            }
        }
    }

    [Test]
    public void ACountThatMovesBetweenTwoReadingsIsSaid() =>
        Assert.That(PageDiagnosis.Of(Dumps.Read("10-invalidation-moving-count-6.0")[0]).Notes,
            Has.Some.Contains("4 in the first line and 17"));

    [Test]
    public void APageThatIsOnlyIsolatedMayBeMigratedAsFarAsItsCountGoes() =>
        Assert.That(
            PageDiagnosis.Of(Dumps.Read("01-block-device-offline-6.2")[0]).Refused.Single(static r => r.Operation == "migration").Because,
            Does.Contain("busy buffers"));

    [TestCase("02-direct-io-offline-5.5", "migration", "1 more stands")]
    [TestCase("07-pinned-thp-6.15", "split", "1 more stands")]
    [TestCase("07-pinned-thp-6.15", "reclaim", "folio_maybe_dma_pinned")]
    [TestCase("04-shmem-in-swap-cache-6.18", "migration", "swap cache of anonymous memory only")]
    [TestCase("24-split-in-progress-6.1", "migration", "frozen at this moment")]
    [TestCase("27-swapped-thp-writeback-5.6", "split", "writeback is in flight")]
    [TestCase("05-gigantic-hugetlb-offline-6.13", "split", "cannot be split")]
    public void WhatIsRefusedIsNamedWithItsCheck(string file, string operation, string because) =>
        Assert.That(PageDiagnosis.Of(Dumps.Read(file)[0]).Refused.Single(r => r.Operation == operation).Because, Does.Contain(because));

    [TestCase("09-wrong-order-of-destination-5.18", 5, 18)]
    [TestCase("10-invalidation-moving-count-6.0", 6, 0)]
    [TestCase("20-buddy-page-handed-out-5.10", 5, 10)]
    public void TheReleaseIsReadFromTheOops(string file, int major, int minor) =>
        Assert.That(Dumps.Read(file)[0].Kernel, Is.EqualTo(new KernelRelease(major, minor)));
}
