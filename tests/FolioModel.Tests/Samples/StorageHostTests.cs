using System.Globalization;
using System.Text.Json;
using FolioModel.Samples.StorageHost;
using FolioModel.Samples.StorageHost.Prediction;
using FolioModel.Samples.StorageHost.Workloads;
using FolioModel.Tests.Documentation;

namespace FolioModel.Tests.Samples;

/// <summary>The sample says the same on every run and on every machine.</summary>
internal sealed class StorageHostTests
{
    [Test]
    public void TheDemonstrationPrintsWhatItsDocumentationShows()
    {
        StringWriter first = new();
        Demo.Run(first);
        StringWriter second = new();
        Demo.Run(second);
        Assert.That(second.ToString(), Is.EqualTo(first.ToString()), "two runs differ");
        string expected = File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "StorageHost.expected-output.txt"));
        Assert.That(first.ToString().ReplaceLineEndings("\n"), Is.EqualTo(expected));
    }

    /// <summary>The schema says what the program takes: each setting of a machine, with its default.</summary>
    [Test]
    public void TheSchemaHasEverySettingOfAMachineWithItsDefault()
    {
        string text = File.ReadAllText(Path.Combine(FolderOfTheSample, "workload.schema.json"));
        JsonElement settings = JsonDocument.Parse(text).RootElement.GetProperty("properties").GetProperty("machine");
        Dictionary<string, string> described = settings.GetProperty("properties").EnumerateObject().ToDictionary(
            static p => p.Name, static p => p.Value.GetProperty("default").ToString().ToLowerInvariant());
        MachineSettings machine = new();
        Dictionary<string, string> taken = typeof(MachineSettings).GetProperties().ToDictionary(
            static p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name),
            p => Convert.ToString(p.GetValue(machine), CultureInfo.InvariantCulture)!.ToLowerInvariant());
        Assert.That(described, Is.EquivalentTo(taken));
    }

    [Test]
    public void APredictionOfAnApplicationSaysWhatItCost()
    {
        StringWriter output = new();
        StringWriter errors = new();
        string example = Path.Combine(FolderOfTheSample, "example.json");
        int code = CommandLine.Run(["predict", example, "--json", "--set", "flush_replaced=0"], output, errors);
        Assert.That(code, Is.Zero, errors.ToString());
        JsonElement run = JsonDocument.Parse(output.ToString()).RootElement.EnumerateArray().Single();
        Assert.Multiple(() =>
        {
            Assert.That(run.GetProperty("operations").GetArrayLength(), Is.GreaterThan(0));
            Assert.That(run.GetProperty("seconds").GetDouble(), Is.GreaterThan(0));
            Assert.That(run.GetProperty("peak_bytes").GetInt64(), Is.GreaterThan(1 << 20));
        });
    }

    /// <summary>A repetition that is the first one to the last digit is the same log, and is weighed as such.</summary>
    [Test]
    public void RepetitionsThatAreTheFirstOneCountAsIt()
    {
        const string First = """{"read": 1, "write": 2, "makespan": 3}""";
        const string Later = """{"read": 4, "write": 8, "makespan": 12}""";
        MeasuredRun measured = MeasuredRun.TryParse("run", $$"""
            {"experiment": "concurrent", "runs": [
              {"pipelines": 1, "real": [{{First}}, {{Later}}, {{Later}}, {{First}}], "wrench_cache": {{First}}}]}
            """)!;
        MeasuredSet set = measured.Runs.Single();
        Assert.Multiple(() =>
        {
            Assert.That(set.Measured, Is.EqualTo(new[] { 2.5, 5, 7.5 }));
            Assert.That(set.Rounds.FirstShare, Is.EqualTo(0.5));
            Assert.That(set.Rounds.Later, Is.EqualTo(new[] { 4.0, 8, 12 }));
            Assert.That(set.Rounds.MeanOf([1, 2, 3], [3, 4, 5]), Is.EqualTo(new[] { 2.0, 3, 4 }));
        });
    }

    private static string FolderOfTheSample => Path.Combine(Repository.Root, "samples", "StorageHost");
}
