using System.Text.Json;
using FolioModel.Cli;

namespace FolioModel.Tests.Conformance;

/// <summary>The output and exit codes of <c>folio conform</c>.</summary>
[TestFixture]
public sealed class ConformCommandTests
{
    private TraceWriter _traces = null!;

    [SetUp]
    public void MakeFolder() => _traces = new TraceWriter();

    [TearDown]
    public void RemoveFolder() => _traces.Dispose();

    [Test]
    public void ARecordingThatTheModelFollowsExitsWithZero()
    {
        (int code, string output, string error) = Run("conform", _traces.Write(TraceWriter.Good));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero);
            Assert.That(output, Does.Contain("1 traces, 4 operations").And.Contain("0 differences"));
            Assert.That(error, Is.Empty);
        }
    }

    [Test]
    public void ADifferenceExitsWithOneAndShowsBothSidesAndTheHolders()
    {
        (int code, string output, _) = Run("conform", _traces.WriteChanged(4, "[[0,1,0,0,2,", "[[0,1,0,0,1,"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(1));
            Assert.That(output, Does.Contain("2 put {\"h\":0}"));
            Assert.That(output, Does.Contain("f[h=0].ref"));
            Assert.That(output, Does.Contain("page cache 1").And.Contain("lru_add batch 1"));
            Assert.That(output, Does.Contain("1 differences"));
        }
    }

    [Test]
    public void AMissingOperationExitsWithOneUnlessItIsAllowed()
    {
        string path = _traces.WriteChanged(3, "\"op\":\"unlock\"", "\"op\":\"teleport\"");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Run("conform", path).Code, Is.EqualTo(1));
            Assert.That(Run("conform", path).Output, Does.Contain("not modelled: teleport, 1 times"));
            Assert.That(Run("conform", "--allow-missing", path).Code, Is.Zero);
        }
    }

    [Test]
    public void FieldsListsWhatWasComparedByFamily()
    {
        (int code, string output, _) = Run("conform", "--fields", _traces.Write(TraceWriter.Good));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero);
            Assert.That(output, Does.Contain("plain/script: "));
            Assert.That(output, Does.Match("(?m)^  f\\.ref +3$"), "three rows were compared");
            Assert.That(output, Does.Match("(?m)^  fb +24$"), "four times six batches were compared");
            Assert.That(output, Does.Match("(?m)^  steps +30$"), "six steps of five numbers were compared");
        }
    }

    [Test]
    public void JsonOfFieldsAddsUpToTheValuesCompared()
    {
        (_, string output, _) = Run("conform", "--fields", "--json", _traces.Write(TraceWriter.Good));
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement fields = json.RootElement.GetProperty("fields").GetProperty("plain/script");
        long sum = fields.EnumerateObject().Sum(static field => field.Value.GetInt64());
        Assert.That(sum, Is.EqualTo(json.RootElement.GetProperty("compared").GetInt64()).And.GreaterThan(100));
    }

    [Test]
    public void JsonOfAGoodRunHasEveryFieldAndNoFirstDifference()
    {
        (int code, string output, _) = Run("conform", "--json", _traces.Write(TraceWriter.Good));
        using JsonDocument json = JsonDocument.Parse(output);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero);
            Assert.That(
                json.RootElement.EnumerateObject().Select(property => property.Name),
                Is.EqualTo(new[] { "files", "traces", "operations", "compared", "differences", "missing", "first" }));
            Assert.That(json.RootElement.GetProperty("files").GetInt32(), Is.EqualTo(1));
            Assert.That(json.RootElement.GetProperty("differences").GetInt32(), Is.Zero);
            Assert.That(json.RootElement.GetProperty("compared").GetInt32(), Is.GreaterThan(50));
            Assert.That(json.RootElement.GetProperty("missing").EnumerateObject().Count(), Is.Zero);
            Assert.That(json.RootElement.GetProperty("first").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }
    }

    [Test]
    public void JsonOfADifferenceSaysWhereAndWhoHolds()
    {
        string path = _traces.WriteChanged(4, "[[0,1,0,0,2,", "[[0,1,0,0,1,");
        (int code, string output, _) = Run("conform", "--json", path);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement first = json.RootElement.GetProperty("first");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(1));
            Assert.That(json.RootElement.GetProperty("differences").GetInt32(), Is.EqualTo(1));
            Assert.That(first.GetProperty("file").GetString(), Is.EqualTo(path));
            Assert.That(first.GetProperty("trace").GetString(), Is.EqualTo("small"));
            Assert.That(first.GetProperty("operation").GetString(), Does.StartWith("2 put"));
            Assert.That(first.GetProperty("field").GetString(), Is.EqualTo("f[h=0].ref"));
            Assert.That(first.GetProperty("expected").GetString(), Is.EqualTo("1"));
            Assert.That(first.GetProperty("actual").GetString(), Is.EqualTo("2"));
            Assert.That(first.GetProperty("holders").GetArrayLength(), Is.EqualTo(2));
        }
    }

    [Test]
    public void AFolderIsSearchedAndEveryRecordingInItReplayed()
    {
        string below = Directory.CreateDirectory(Path.Combine(_traces.Folder, "below")).FullName;
        File.WriteAllLines(Path.Combine(below, "one.jsonl"), TraceWriter.Good);
        File.WriteAllText(Path.Combine(below, "README.md"), "not a recording");
        _traces.Write(TraceWriter.Good);
        Assert.That(Run("conform", _traces.Folder).Output, Does.Contain("2 files, 2 traces"));
    }

    [TestCase("conform", TestName = "ConformWithoutAPathIsAnError")]
    [TestCase("dance", TestName = "AnUnknownVerbIsAnError")]
    [TestCase("conform", "--colour", "x.jsonl", TestName = "AnUnknownOptionIsAnError")]
    [TestCase("conform", "--show", "many", "x.jsonl", TestName = "ACountThatIsNoNumberIsAnError")]
    [TestCase("conform", "no-such-file.jsonl", TestName = "AFileThatDoesNotExistIsAnError")]
    public void WrongUsageExitsWithTwoAndPrintsNothingThatLooksLikeAResult(params string[] args)
    {
        (int code, string output, string error) = Run(args);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(output, Is.Empty);
            Assert.That(error, Does.StartWith("folio"));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ABadFileAfterAGoodOneExitsWithTwoAndPrintsNoResult(bool json)
    {
        string good = Path.Combine(_traces.Folder, "a.jsonl");
        File.WriteAllLines(good, TraceWriter.Good);
        string bad = _traces.WriteChanged(3, "\"h\":0", "\"h\":7");
        (int code, string output, string error) = Run(["conform", .. json ? new[] { "--json" } : [], good, bad]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(output, Is.Empty);
            Assert.That(error, Does.Contain($"{bad}:3: field 'a.h': expected"));
        }
    }

    [TestCase("--help", "conform")]
    [TestCase("conform --help", "--allow-missing")]
    public void HelpIsHelpAndExitsWithZero(string args, string expected)
    {
        (int code, string output, _) = Run(args.Split(' '));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero);
            Assert.That(output, Does.Contain(expected));
        }
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
