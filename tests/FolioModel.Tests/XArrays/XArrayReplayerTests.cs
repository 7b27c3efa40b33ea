using FolioModel.Cli.Conform;
using FolioModel.Cli.Content.Core.XArrayReplay;
using FolioModel.Testing;

namespace FolioModel.Tests.XArrays;

[TestFixture]
public sealed class XArrayReplayerTests
{
    private const string Begin = """{"op":"begin","family":"plain","seed":1,"chunk_shift":6,"flags":"none"}""";
    private const string Store = """{"op":"store","i":0,"e":"p1","r":null,"st":[-1,0,0,0],"h":"0c8ca03a7b4db0c2"}""";
    private const string End = """{"op":"end"}""";

    [Test]
    public void ASoundRecordingHasNoDifference()
    {
        ConformanceReport report = Replay(Begin, Store, End);
        Assert.That(report.Differences, Is.Zero);
        Assert.That(report.Compared, Is.EqualTo(3), "result, counts and hash");
    }

    [TestCase("\"r\":null", "\"r\":\"p9\"", "r")]
    [TestCase("[-1,0,0,0]", "[-1,0,0,1]", "st")]
    [TestCase("0c8ca03a", "0c8ca03b", "h")]
    public void AnyChangedValueIsADifferenceThatNamesItsField(string value, string changed, string field)
    {
        ConformanceReport report = Replay(Begin, Store.Replace(value, changed, StringComparison.Ordinal), End);
        Assert.That(report.Differences, Is.EqualTo(1));
        Assert.That(report.First!.Field, Is.EqualTo(field));
        Assert.That(report.First.Trace, Is.EqualTo("plain/1"));
    }

    [Test]
    public void AnUnknownOperationIsCountedAsMissingAndEndsItsSequence()
    {
        ConformanceReport report = Replay(
            Begin, """{"op":"frobnicate","i":1}""", """{"op":"load","i":0,"r":"p5"}""", End, Begin, Store, End);
        Assert.That(report.Missing, Is.EqualTo(new[] { KeyValuePair.Create("frobnicate", 1) }));
        Assert.That(report.Operations, Is.EqualTo(1), "what follows an unknown operation cannot be judged; the next sequence can");
        Assert.That(report.Differences, Is.Zero);
    }

    [TestCase("""{"op":"store","e":"p1","r":null}""", "i")]
    [TestCase("""{"op":"store","i":-1,"e":"p1","r":null}""", "i")]
    [TestCase("""{"op":"store","i":"x","e":"p1","r":null}""", "i")]
    [TestCase("""{"op":"store","i":1,"e":"q1","r":null}""", "e")]
    [TestCase("""{"op":"store","i":1,"e":"v9223372036854775808","r":null}""", "e")]
    [TestCase("""{"op":"store","i":1,"e":"p1"}""", "r")]
    [TestCase("""{"op":"set_mark","i":1,"m":3}""", "m")]
    [TestCase("""{"op":"find","i":1,"max":2,"f":"Q","r":null}""", "f")]
    [TestCase("""{"op":"xas_load","c":0,"r":null,"x":[]}""", "c")]
    [TestCase("""{"op":7}""", "op")]
    [TestCase("""{"i":7}""", "op")]
    public void AMalformedLineNamesFileLineAndField(string line, string field)
    {
        MalformedTraceException e = Assert.Throws<MalformedTraceException>(() => Replay(Begin, line, End))!;
        Assert.That(e.Line, Is.EqualTo(2));
        Assert.That(e.Field, Is.EqualTo(field));
        Assert.That(e.Message, Does.Contain("expected").Or.Contain("missing").Or.Contain("no xas_init"));
    }

    [Test]
    public void ARecordingMustBeginAndEnd()
    {
        Assert.That(() => Replay(Store), Throws.InstanceOf<MalformedTraceException>());
        Assert.That(() => Replay(Begin, Store), Throws.InstanceOf<MalformedTraceException>());
        Assert.That(() => Replay(Begin, Begin), Throws.InstanceOf<MalformedTraceException>());
        Assert.That(() => Replay(Begin.Replace(":6", ":9", StringComparison.Ordinal), End), Throws.InstanceOf<MalformedTraceException>());
        Assert.That(() => Replay(Begin.Replace("none", "some", StringComparison.Ordinal), End),
            Throws.InstanceOf<MalformedTraceException>());
    }

    private static ConformanceReport Replay(params string[] lines)
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}.jsonl");
        File.WriteAllLines(path, lines);
        try
        {
            using TraceFile file = TraceFile.Open(path);
            var report = new ConformanceReport();
            new XArrayReplayer().Replay(file, report);
            return report;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
