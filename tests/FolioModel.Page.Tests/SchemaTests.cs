using System.Text.Json.Nodes;

namespace FolioModel.Page.Tests;

/// <summary>Every trace is as the published schema says, and the schema refuses what is not.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class SchemaTests
{
    private static readonly Lazy<JsonSchema> s_schema = new(() =>
    {
        using Stream stream = typeof(FolioTrace).Assembly.GetManifestResourceStream("folio-trace.schema.json")!;
        return new JsonSchema((JsonObject)JsonNode.Parse(stream)!);
    });

    private static IEnumerable<string> Scenarios => Thoroughness.Sample(Stories.Scenarios, every: 4);

    [TestCaseSource(nameof(Scenarios))]
    public void AScenariosTraceFitsTheSchemaWithEveryStateWhole(string name) => AssertFits(FolioTrace.Of(Stories.Explain(name)));

    [TestCase("split-lookup")]
    [TestCase("hole-fill")]
    [TestCase("no-memory")]
    public void AnExhibitsTraceFitsTheSchema(string name)
    {
        FolioTrace trace = ExplorationTrace.Of(Stories.Exhibit(name));
        AssertFits(trace);
        JsonObject frame = (JsonObject)JsonNode.Parse(FolioTrace.Of(Stories.Explain("migrate")).ToJson())!;
        foreach (StateGraph graph in trace.Graphs)
        {
            for (int i = 0; i < graph.Count; i += 7)
            {
                frame["steps"]![0]!["state"] = graph.StateAt(i);
                Assert.That(s_schema.Value.Errors(frame), Is.Empty, $"{graph}, state {i}");
            }
        }
    }

    [Test]
    public void ARandomProgramsTraceFitsTheSchema() => AssertFits(Programs.Record(seed: 9, operations: 60, out _));

    [TestCase("head.machine.pages", "many")]
    [TestCase("head.kind", "novel")]
    [TestCase("steps.0.event", "Nothing")]
    [TestCase("steps.0.state.folios.0x0.count", -1)]
    [TestCase("steps.0.surplus", 1)]
    public void TheSchemaRefusesWhatIsWrong(string path, object value)
    {
        JsonNode node = JsonNode.Parse(FolioTrace.Of(Stories.Explain("gmem-allocate")).ToJson())!;
        JsonNode document = node;
        string[] parts = path.Split('.');
        foreach (string part in parts[..^1])
        {
            node = node is JsonArray array ? array[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!;
        }

        node[parts[^1]] = value is int number ? number : (string)value;
        Assert.That(s_schema.Value.Errors(document), Is.Not.Empty);
    }

    /// <summary>Patches are free in form: so each step's whole state takes its patch's place.</summary>
    private static void AssertFits(FolioTrace trace)
    {
        JsonObject document = (JsonObject)JsonNode.Parse(trace.ToJson())!;
        Assert.That(s_schema.Value.Errors(document), Is.Empty);
        for (int i = 0; i < trace.Steps.Count; i++)
        {
            JsonObject step = (JsonObject)document["steps"]![i]!;
            step.Remove("patch");
            step["state"] = trace.StateAt(i);
        }

        Assert.That(s_schema.Value.Errors(document), Is.Empty);
    }
}
