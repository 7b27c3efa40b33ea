using FolioModel.Cli.Conform;
using FolioModel.Testing;

namespace FolioModel.Tests.Conformance;

/// <summary>
/// Calibration of the replayers of a user program's system calls: whichever value is changed, they say that this one differs.
/// </summary>
[TestFixture]
public sealed class SystemCallDifferenceTests
{
    private const string Swap = "scripted_swap";
    private const string Mapped = "scripted_mapped";
    private const string Poison = "scripted_poison";
    private const string Hugetlb = "scripted_hugetlb";

    private TraceWriter _traces = null!;

    [SetUp]
    public void MakeFolder() => _traces = new TraceWriter();

    [TearDown]
    public void RemoveFolder() => _traces.Dispose();

    [TestCase(Swap, "\"steps\"", "[\"try_to_unmap\",0,1,3,", "[\"try_to_unmap\",0,1,4,", "steps[1] try_to_unmap")]
    [TestCase(Swap, "\"steps\"", "[\"__delete_from_swap_cache\",0,0,0,0,2053,0,1,3]", "[\"__delete_from_swap_cache\",0,0,0,0,2061,0,1,3]",
        "steps[9] __delete_from_swap_cache")]
    [TestCase(Swap, "\"values\":\\[\\[0,0,0,\\d+\\]\\]", "\"values\":[[0,0,", "\"values\":[[0,1,", "values")]
    [TestCase(Swap, "PAGEOUT", "\"swapped\":1", "\"swapped\":2", "swapped")]
    [TestCase(Swap, "PAGEOUT", "\"freed\":[0]", "\"freed\":[]", "freed")]
    [TestCase(Mapped, "\"op\":\"pin\"", ",0,0,1026,", ",0,0,1025,", "f[h=0].ref")]
    [TestCase(Mapped, "\"op\":\"fallocate\"", "\"alloced\":2", "\"alloced\":3", "alloced")]
    [TestCase(Mapped, "\"note\":\"the huge page could not be split: zeroed\"", "\"r\":0", "\"r\":1", "r")]
    [TestCase(Mapped, "\"note\":\"the next page is kept\"", "\"r\":1", "\"r\":2", "r")]
    [TestCase(Poison, "\"op\":\"touch_read\".*SIGBUS", "\"si_code\":4", "\"si_code\":2", "si_code")]
    [TestCase(Poison, "\"op\":\"pread\"", "\"errno\":\"EIO\"", "\"errno\":\"\"", "errno")]
    [TestCase(Poison, "MADV|madvise", "\"poisoned\":1", "\"poisoned\":2", "poisoned")]
    [TestCase(Hugetlb, "\"note\":\"punch one\"", "\"pooled\":[1]", "\"pooled\":[]", "pooled")]
    [TestCase(Hugetlb, "\"note\":\"punch one\"", "\"free\":13", "\"free\":12", "pool.free")]
    [TestCase(Hugetlb, "\"note\":\"punch one\"", "[[0,1],[2,4]]", "[[0,4]]", "resv_map")]
    [TestCase(Hugetlb, "\"note\":\"punch one\"", ",9,512,0,8716", ",9,513,0,8716", "f[h=0].ref")]
    [TestCase(Hugetlb, "\"op\":\"fstatfs\"", "\"f_bsize\":2097152", "\"f_bsize\":4096", "exception")]
    public void AChangedValueIsTheDifference(string recording, string line, string from, string to, string field)
    {
        ConformanceReport report = Replay(_traces.WriteRecording(recording, line, from, to));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Differences, Is.GreaterThan(0), "a changed value was not noticed");
            Assert.That(report.First?.Field, Does.StartWith(field));
        }
    }

    [TestCase(Swap)]
    [TestCase(Poison)]
    [TestCase(Hugetlb)]
    public void AnUnknownFieldIsMissingAndNotPassedOver(string recording)
    {
        ConformanceReport report = Replay(_traces.WriteRecording(recording, "\"op\":", "\"nr\":0", "\"nr\":0,\"colour\":2"));
        Assert.That(report.Missing.Keys, Does.Contain("field 'colour'"));
    }

    [TestCase(Swap)]
    [TestCase(Hugetlb)]
    public void AnUnknownOperationIsMissingAndNotPassedOver(string recording)
    {
        ConformanceReport report =
            Replay(_traces.WriteRecording(recording, "\"op\":\"fallocate\"", "\"op\":\"fallocate\"", "\"op\":\"teleport\""));
        Assert.That(report.Missing.Keys, Does.Contain("teleport"));
    }

    [Test]
    public void ALineThatIsLeftOutIsNoticed()
    {
        string path = _traces.WriteRecording(Swap, "\"i\":3,", "\"i\":3,", "\"i\":4,");
        Assert.That(Assert.Throws<MalformedTraceException>(() => Replay(path))!.Field, Is.EqualTo("i"));
    }

    private static ConformanceReport Replay(string path)
    {
        ConformanceReport report = new();
        ConformanceSuite.WithAll().Replay([path], report);
        return report;
    }
}
