using System.IO.Compression;
using FolioModel.Cli.Conform;
using FolioModel.Testing;

namespace FolioModel.Tests.Conformance;

/// <summary>A recording that is not of the documented form is refused with file, line and field, and never half believed.</summary>
[TestFixture]
public sealed class MalformedTraceTests
{
    private TraceWriter _traces = null!;

    [SetUp]
    public void MakeFolder() => _traces = new TraceWriter();

    [TearDown]
    public void RemoveFolder() => _traces.Dispose();

    [Test]
    public void TheGoodRecordingHoldsSoThatTheOthersFailForTheirOwnReason()
    {
        ConformanceReport report = new();
        ConformanceSuite.WithAll().Replay([_traces.Write(TraceWriter.Good)], report);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.First, Is.Null);
            Assert.That(report.Missing, Is.Empty);
            Assert.That(report.Operations, Is.EqualTo(4));
        }
    }

    [TestCase(1, "\"lru_gen\":0", "\"lru\":0", "lru_gen", TestName = "AMissingFieldOfTheHeaderIsNamed")]
    [TestCase(1, "\"batch_capacity\":31", "\"batch_capacity\":0", "batch_capacity", TestName = "ABatchOfNoSlotsIsRefused")]
    [TestCase(1, "\"min_order\":0", "\"min_order\":\"0\"", "map.min_order", TestName = "AStringIsNoNumber")]
    [TestCase(1, "\"tags\",", "", "cols", TestName = "OtherColumnsAreRefused")]
    [TestCase(1, "\"drained\"", "\"anywhere\"", "start", TestName = "AStartWithFullBatchesIsRefused")]
    [TestCase(2, "\"a\":{\"index\":0,\"fgp\":7,\"order\":0}", "\"a\":[0,7,0]", "a", TestName = "ArgumentsAreAnObject")]
    [TestCase(2, "\"index\":0,", "", "a.index", TestName = "AMissingArgumentIsNamed")]
    [TestCase(2, "\"fgp\":7", "\"fgp\":1000", "a.fgp", TestName = "UnknownFlagsOfALookupAreRefused")]
    [TestCase(2, "8195,1,0,1]", "8195,1,0]", "f", TestName = "ARowWithTooFewColumnsIsRefused")]
    [TestCase(2, "8195", "8195.5", "f", TestName = "AFractionIsNoFlagWord")]
    [TestCase(3, "\"h\":0", "\"h\":7", "a.h", TestName = "AFolioThatNobodyEverSawIsRefused")]
    [TestCase(3, "\"i\":1", "\"i\":4", "i", TestName = "OperationsOutOfOrderAreRefused")]
    [TestCase(4, "\"op\":\"put\"", "\"po\":\"put\"", "op", TestName = "AnOperationWithoutANameIsRefused")]
    [TestCase(5, "teardown", "tear", "type", TestName = "ALineOfUnknownTypeIsRefused")]
    [TestCase(6, "[\"free_folio\",0,1,0,3]", "[0,1,0,3]", "cb", TestName = "ACallbackWithoutANameIsRefused")]
    [TestCase(7, "\"ops\":4", "\"ops\":5", "ops", TestName = "AnEndThatCountsOtherwiseIsRefused")]
    public void AFieldThatIsWrongIsNamedWithItsLine(int line, string from, string to, string field)
    {
        string path = _traces.WriteChanged(line, from, to);
        MalformedTraceException refused = Refused(path);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.File, Is.EqualTo(path));
            Assert.That(refused.Line, Is.EqualTo(line));
            Assert.That(refused.Field, Is.EqualTo(field));
            Assert.That(refused.Message, Does.StartWith($"{path}:{line}: field '{field}': "));
        }
    }

    [TestCase("not json", TestName = "ALineOfProseIsNoRecording")]
    [TestCase("{\"type\":\"trace\"", TestName = "ALineCutShortIsNoRecording")]
    [TestCase("[1,2,3]", TestName = "AnArrayIsNoRecording")]
    [TestCase("{\"type\":\"dance\"}", TestName = "AnObjectOfUnknownKindIsNoRecording")]
    [TestCase("{}", TestName = "AnEmptyObjectIsNoRecording")]
    public void AFirstLineThatIsNoRecordingIsRefused(string line) =>
        Assert.That(Refused(_traces.Write(line)).Line, Is.EqualTo(1));

    [Test]
    public void ALineInTheMiddleThatIsNotJsonIsRefusedWithItsNumber() =>
        Assert.That(Refused(_traces.Write(TraceWriter.Header, TraceWriter.Grab, "oops")).Line, Is.EqualTo(3));

    [Test]
    public void ARecordingThatStopsInsideATraceIsRefused() =>
        Assert.That(Refused(_traces.Write(TraceWriter.Good[..^1])).Message, Does.Contain("\"end\""));

    [Test]
    public void ATraceInsideATraceIsRefused() =>
        Assert.That(Refused(_traces.Write(TraceWriter.Header, TraceWriter.Header)).Line, Is.EqualTo(2));

    [Test]
    public void AnOperationOutsideATraceIsRefused() =>
        Assert.That(Refused(_traces.Write([.. TraceWriter.Good, TraceWriter.Grab])).Line, Is.EqualTo(8));

    [Test]
    public void AnEmptyFileIsRefused() => Assert.That(Refused(_traces.Write()).Message, Does.Contain("empty"));

    [Test]
    public void AFileThatDoesNotExistIsRefused()
    {
        string path = Path.Combine(_traces.Folder, "nothing.jsonl");
        Assert.That(() => ConformanceSuite.FindFiles([path]), Throws.TypeOf<MalformedTraceException>());
    }

    [Test]
    public void AFolderWithoutRecordingsIsRefused() =>
        Assert.That(() => ConformanceSuite.FindFiles([_traces.Folder]), Throws.TypeOf<MalformedTraceException>());

    [Test]
    public void CompressedDataCutShortIsRefused()
    {
        string path = Path.Combine(_traces.Folder, "cut.jsonl.gz");
        byte[] whole = Compressed(string.Join('\n', Enumerable.Repeat(string.Join('\n', TraceWriter.Good), 200)));
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        Refused(path);
    }

    [Test]
    public void CompressedDataThatIsDamagedIsRefused()
    {
        string path = Path.Combine(_traces.Folder, "damaged.jsonl.gz");
        byte[] whole = Compressed(string.Join('\n', TraceWriter.Good));
        for (int i = 20; i < whole.Length; i++)
        {
            whole[i] ^= 0x55;
        }

        File.WriteAllBytes(path, whole);
        Refused(path);
    }

    [Test]
    public void BinaryJunkIsRefused()
    {
        string path = Path.Combine(_traces.Folder, "junk.jsonl");
        byte[] junk = new byte[4096];
        new Random(1).NextBytes(junk);
        File.WriteAllBytes(path, junk);
        Refused(path);
    }

    [Test]
    public void NoLineCutAnywhereBringsDownTheReplayer()
    {
        string good = string.Join('\n', TraceWriter.Good);
        string path = Path.Combine(_traces.Folder, "cut.jsonl");
        for (int length = 0; length < good.Length; length += 7)
        {
            File.WriteAllText(path, good[..length]);
            Refused(path);
        }
    }

    private static byte[] Compressed(string text)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Fastest))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return stream.ToArray();
    }

    private static MalformedTraceException Refused(string path) =>
        Assert.Throws<MalformedTraceException>(() => ConformanceSuite.WithAll().Replay([path], new ConformanceReport()))!;
}
