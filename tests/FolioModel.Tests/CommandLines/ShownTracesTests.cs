using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using FolioModel.Cli;
using FolioModel.Show;
using FolioModel.Tests.Documentation;

namespace FolioModel.Tests.CommandLines;

/// <summary>Traces of recordings, counterexamples and interleavings: complete, read back as written, and the same each time.</summary>
[TestFixture]
internal sealed class ShownTracesTests
{
    private static readonly string s_recordings = Path.Combine(Repository.Root, "tests", "FolioModel.Tests", "Recordings", "kernel");

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("folio-trace-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("scripted_plain.jsonl.gz", "grab_path/evictable/order0")]
    [TestCase("scripted_plain.jsonl.gz", "split/evictable/order2")]
    [TestCase("scripted_gmem.jsonl.gz", "gmem/isolate")]
    [TestCase("scripted_plain.jsonl.gz", "reclaim_shadow/order0")]
    public void ARecordedTraceShowsTheRecordedCounts(string file, string trace)
    {
        string json = TraceOf("show", $"{Path.Combine(s_recordings, file)}:{trace}", "--trace");
        FolioTrace shown = FolioTrace.Read(json);
        Assert.That(shown.Head.Answer, Does.StartWith("As recorded"));
        Assert.That(shown.ToJson(), Is.EqualTo(json));
        int compared = 0;
        foreach (JsonElement operation in OperationsOf(file, trace))
        {
            int line = operation.GetProperty("i").GetInt32() + 1;
            int[] recorded = [.. operation.GetProperty("f").EnumerateArray().Select(static r => r[4].GetInt32()).Order()];
            int last = shown.Steps.Where(s => s.Line <= line).Select(static s => s.Number).LastOrDefault(-1);
            if (last >= 0)
            {
                int[] drawn = [.. shown.StateAt(last)["folios"]!.AsObject().Select(static f => (int)f.Value!["count"]!).Order()];
                Assert.That(drawn, Is.SupersetOf(recorded), $"after {operation.GetProperty("op")}");
                compared += recorded.Length;
            }
        }

        Assert.That(compared, Is.GreaterThan(3));
    }

    [Test]
    public void ATraceOfARecordingIsFoundByItsNumberToo()
    {
        string path = Path.Combine(s_recordings, "scripted_gmem.jsonl.gz");
        Assert.That(TraceOf("show", $"{path}:10", "--trace"), Is.EqualTo(TraceOf("show", $"{path}:gmem/isolate", "--trace")));
    }

    [TestCase("", "name one of its traces")]
    [TestCase(":nosuch", "there is no trace 'nosuch'")]
    [TestCase(":99999", "has the traces 1 to")]
    public void ATraceThatIsNotThereIsRefused(string trace, string reason)
    {
        (int code, _, string error) = Run("show", Path.Combine(s_recordings, "scripted_gmem.jsonl.gz") + trace);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Does.Contain(reason));
    }

    [Test]
    public void ACounterexampleIsWrittenAsATrace()
    {
        string path = Path.Combine(_folder, "found.json");
        (int code, string text, string error) = Run(
            "check", "--subject", "leaky-owner", "--operations", "20000", "--length", "200", "--trace", path);
        Assert.That(code, Is.EqualTo(1), error);
        FolioTrace found = FolioTrace.Read(File.ReadAllText(path));
        Assert.That(found.Head.Kind, Is.EqualTo("counterexample"));
        Assert.That(text, Does.Contain(found.Head.Answer));
        Assert.That(found.Head.Source, Is.Not.Empty);
        Assert.That(found.Steps.Select(static s => s.Line).Where(static l => l is not null).Distinct(),
            Is.SupersetOf(Enumerable.Range(1, found.Head.Source.Count)).Or.Not.Empty);
        Assert.That(found.ToJson(), Is.EqualTo(File.ReadAllText(path)));
        string steps = found.Head.Remarks[0].Split('"')[1];
        string again = Path.Combine(_folder, "again.json");
        Run("check", "--subject", "leaky-owner", "--steps", steps, "--trace", again);
        Assert.That(FolioTrace.Read(File.ReadAllText(again)).Head.Answer, Is.EqualTo(found.Head.Answer));
    }

    private static string TraceOf(params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.That((code, error), Is.EqualTo((0, "")));
        return output;
    }

    private static IEnumerable<JsonElement> OperationsOf(string file, string trace)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(Path.Combine(s_recordings, file)), CompressionMode.Decompress));
        bool isWanted = false;
        while (reader.ReadLine() is { } line)
        {
            JsonElement root = JsonDocument.Parse(line).RootElement;
            if (root.TryGetProperty("name", out JsonElement name))
            {
                isWanted = name.GetString() == trace;
            }
            else if (isWanted && root.TryGetProperty("i", out _))
            {
                yield return root;
            }
        }
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
