using FolioModel.Cli.Conform;
using FolioModel.Testing;

namespace FolioModel.Tests.Conformance;

/// <summary>Calibration: whichever value of a recording is changed, the replayer says that this one differs.</summary>
[TestFixture]
public sealed class DifferenceTests
{
    private TraceWriter _traces = null!;

    [SetUp]
    public void MakeFolder() => _traces = new TraceWriter();

    [TearDown]
    public void RemoveFolder() => _traces.Dispose();

    [TestCase(2, "\"r\":0", "\"r\":-2", "r")]
    [TestCase(2, "\"rh\":0", "\"rh\":1", "rh")]
    [TestCase(2, ",\"rh\":0", "", "rh")]
    [TestCase(3, "\"a\":{\"h\":0}", "\"a\":{\"h\":0},\"r\":0", "r")]
    [TestCase(2, "\"new\":[0]", "\"new\":[0,1]", "new")]
    [TestCase(6, "\"freed\":[0],", "", "freed")]
    [TestCase(6, "\"freed\":[0],", "\"freed\":[0],\"freed_sub\":[[0,1,0]],", "freed_sub")]
    [TestCase(6, "\"free_folio\",0,1,0,3", "\"free_folio\",0,1,0,2", "cb[0]")]
    [TestCase(6, "\"cb\":[[\"free_folio\",0,1,0,3]],", "", "cb[0]")]
    [TestCase(2, "\"nr\":1", "\"nr\":2", "nr")]
    [TestCase(2, "\"fb\":[1,", "\"fb\":[0,", "fb")]
    [TestCase(2, "[[0,1,0,0,3,", "[[0,0,0,0,3,", "f[h=0].in")]
    [TestCase(2, "[[0,1,0,0,3,", "[[0,1,5,0,3,", "f[h=0].index")]
    [TestCase(2, "[[0,1,0,0,3,", "[[0,1,0,1,3,", "f[h=0].order")]
    [TestCase(2, "[[0,1,0,0,3,", "[[0,1,0,0,2,", "f[h=0].ref")]
    [TestCase(2, "3,0,8195,1,0,1]", "3,1,8195,1,0,1]", "f[h=0].mapcount")]
    [TestCase(2, "8195,1,0,1]", "8193,1,0,1]", "f[h=0].flags")]
    [TestCase(2, "8195,1,0,1]", "8195,2,0,1]", "f[h=0].own")]
    [TestCase(2, "8195,1,0,1]", "8195,1,1,1]", "f[h=0].tags")]
    [TestCase(2, "8195,1,0,1]", "8195,1,0,32]", "f[h=0].batches")]
    [TestCase(2, "\"f\":[[0,1,0,0,3,0,8195,1,0,1]]", "\"f\":[]", "f[0]")]
    [TestCase(6, "\"f\":[]", "\"f\":[[0,0,0,0,1,0,0,1,0,0]]", "f[0]")]
    [TestCase(6, "\"f\":[]", "\"f\":[],\"values\":[[0,0]]", "values")]
    [TestCase(3, "\"a\":{\"h\":0}", "\"a\":{\"h\":0},\"got\":[0]", "got")]
    [TestCase(3, "\"a\":{\"h\":0}", "\"a\":{\"h\":0},\"next\":1", "next")]
    [TestCase(3, "\"a\":{\"h\":0}", "\"a\":{\"h\":0},\"contains\":1", "contains")]
    [TestCase(3, "\"a\":{\"h\":0}", "\"a\":{\"h\":0},\"file_page\":0", "file_page")]
    [TestCase(3, "\"a\":{\"h\":0}", "\"a\":{\"h\":0},\"old_mapping_left_set\":1", "old_mapping_left_set")]
    [TestCase(2, "[\"filemap_add_folio\",\"e\",0,1,2,0,0]", "[\"filemap_add_folio\",\"e\",0,2,2,0,0]", "steps[0] filemap_add_folio")]
    [TestCase(2, "[\"folio_add_lru\",\"e\",0,2,8195,0,0]", "[\"folio_add_lru\",\"e\",0,2,8193,0,0]", "steps[3] folio_add_lru")]
    [TestCase(2, "[\"folio_add_lru\",\"r\",0,3,8195,1,0]", "[\"folio_add_lru\",\"r\",0,3,8195,2,0]", "steps[4] folio_add_lru")]
    [TestCase(2, "[\"folio_add_lru\",\"r\",0,3,8195,1,0]", "[\"folio_add_lru\",\"r\",0,1,3,0,0]", "steps[4] folio_add_lru")]
    [TestCase(7, "\"leaked\":0", "\"leaked\":1", "leaked")]
    [TestCase(7, "\"nrpages\":0", "\"nrpages\":1", "nrpages")]
    public void AChangedValueIsTheDifference(int line, string from, string to, string field)
    {
        ConformanceReport report = Replay(_traces.WriteChanged(line, from, to));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Differences, Is.EqualTo(1));
            Assert.That(report.First?.Field, Is.EqualTo(field));
            Assert.That(report.First?.Trace, Is.EqualTo("small"));
        }
    }

    [Test]
    public void ADifferenceInAFolioShowsWhoHoldsIt()
    {
        ConformanceReport report = Replay(_traces.WriteChanged(4, "[[0,1,0,0,2,", "[[0,1,0,0,1,"));
        Assert.That(report.First!.Holders,
            Is.EqualTo(new[] { "page cache 1 ('recorded file' index 0)", "lru_add batch 1 (lru_add, CPU 0)" }));
    }

    [Test]
    public void ATraceIsLeftAtItsFirstDifferenceAndTheNextOneIsReplayed()
    {
        string[] wrong = TraceWriter.Good;
        wrong[1] = wrong[1].Replace("\"nr\":1", "\"nr\":9", StringComparison.Ordinal);
        wrong[2] = wrong[2].Replace("\"nr\":1", "\"nr\":9", StringComparison.Ordinal);
        ConformanceReport report = Replay(_traces.Write([.. wrong, .. TraceWriter.Good]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Traces, Is.EqualTo(2));
            Assert.That(report.Differences, Is.EqualTo(1), "a difference was counted for what follows from it");
            Assert.That(report.Operations, Is.EqualTo(1 + 4));
        }
    }

    [Test]
    public void AnOperationThatTheModelRefusesIsADifference()
    {
        ConformanceReport report = Replay(_traces.WriteChanged(4, "\"op\":\"put\"", "\"op\":\"unlock\""));
        Assert.That(report.First?.Field, Is.EqualTo("exception"));
    }

    [Test]
    public void AnUnknownOperationIsMissingAndNotPassedOver()
    {
        ConformanceReport report = Replay(_traces.WriteChanged(3, "\"op\":\"unlock\"", "\"op\":\"teleport\""));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Missing, Is.EqualTo(new Dictionary<string, int>(StringComparer.Ordinal) { ["teleport"] = 1 }));
            Assert.That(report.Operations, Is.EqualTo(1), "the state after an unknown operation was compared");
            Assert.That(report.Differences, Is.Zero);
        }
    }

    [Test]
    public void AnUnknownFieldIsMissingAndNotPassedOver()
    {
        ConformanceReport report = Replay(_traces.WriteChanged(3, "\"nr\":1", "\"nr\":1,\"colour\":2"));
        Assert.That(report.Missing.Keys, Does.Contain("field 'colour'"));
    }

    [Test]
    public void AnUnknownKindOfMappingIsMissing()
    {
        ConformanceReport report = Replay(_traces.WriteChanged(1, "\"kind\":\"plain\"", "\"kind\":\"tape\""));
        Assert.That(report.Missing.Keys, Does.Contain("mapping 'tape'"));
    }

    private static ConformanceReport Replay(string path)
    {
        ConformanceReport report = new();
        ConformanceSuite.WithAll().Replay([path], report);
        return report;
    }
}
