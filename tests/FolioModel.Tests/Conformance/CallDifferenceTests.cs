using FolioModel.Cli.Conform;
using FolioModel.Testing;

namespace FolioModel.Tests.Conformance;

/// <summary>Calibration of the replayer of system calls: a changed result is the difference, a changed state too.</summary>
[TestFixture]
public sealed class CallDifferenceTests
{
    private TraceWriter _traces = null!;

    [SetUp]
    public void MakeFolder() => _traces = new TraceWriter();

    [TearDown]
    public void RemoveFolder() => _traces.Dispose();

    [TestCase("\"call\":\"fstatfs\"", "\"errno\":\"\"", "\"errno\":\"EPERM\"", "errno")]
    [TestCase("\"call\":\"fcntl\\(F_GETFL\\)\"", "\"ret\":32770", "\"ret\":2", "ret")]
    [TestCase("\"when\":\"eight pages\"", "\"st_blocks\":0", "\"st_blocks\":64", "st_blocks")]
    [TestCase("\"when\":\"eight pages\"", "\"100600\"", "\"100644\"", "st_mode_octal")]
    [TestCase("KVM_PRE_FAULT_MEMORY", "\"left\":0", "\"left\":4096", "left")]
    [TestCase("\"readlink\"", "gmem", "memory", "readlink")]
    [TestCase("\"i\":69,", "\"nr\":3", "\"nr\":4", "nr")]
    [TestCase("\"i\":69,", "8224", "8226", "f[h=0].flags")]
    public void AChangedValueIsTheDifference(string line, string from, string to, string field)
    {
        ConformanceReport report = Replay(Changed(line, from, to));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Differences, Is.EqualTo(1));
            Assert.That(report.First?.Field, Is.EqualTo(field));
        }
    }

    [Test]
    public void AnUnknownCallIsMissing() =>
        Assert.That(Replay(Changed("\"call\":\"fsync\"", "fsync", "fdance")).Missing.Keys, Is.EqualTo(new[] { "fdance" }));

    [TestCase("\"type\":\"calls\"", "6.12.117", "5.4.1", "kernel")]
    [TestCase("\"call\":\"fsync\"", "\"ret\":-1", "\"ret\":\"-1\"", "ret")]
    [TestCase("\"call\":\"fsync\"", "\"n\":65", "\"n\":66", "n")]
    [TestCase("\"call\":\"fallocate\"", "\"offset\"", "\"start\"", "a.offset")]
    [TestCase("\"text\":\"the calls", "the calls", "some calls", "text")]
    public void AFieldThatIsWrongIsNamed(string line, string from, string to, string field)
    {
        string path = Changed(line, from, to);
        Assert.That(Assert.Throws<MalformedTraceException>(() => Replay(path))!.Field, Is.EqualTo(field));
    }

    private static ConformanceReport Replay(string path)
    {
        ConformanceReport report = new();
        ConformanceSuite.WithAll().Replay([path], report);
        return report;
    }

    private string Changed(string pattern, string from, string to) => _traces.WriteRecording("guest_memfd_calls_6.12", pattern, from, to);
}
