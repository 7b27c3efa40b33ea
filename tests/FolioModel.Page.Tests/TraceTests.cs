using System.Text.Json.Nodes;

namespace FolioModel.Page.Tests;

/// <summary>The format folio-trace/1: reproducible, read back as written, and as its schema says.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class TraceTests
{
    private static IEnumerable<string> Scenarios => Thoroughness.Sample(Stories.Scenarios, every: 4);

    [Test]
    public void APageOfNoStepIsRefused() => Assert.That(
        () => ShowPage.Write(FolioTraceRecorder.Attach(new Machine(new MachineOptions())).ToTrace(new FolioTraceHead("empty", "program"))),
        Throws.TypeOf<BadFolioTraceException>().With.Message.EqualTo("'empty' has no step: a page shows one step at a time"));

    [TestCaseSource(nameof(Scenarios))]
    public void TheSameScenarioGivesTheSameBytes(string name)
    {
        string first = FolioTrace.Of(Stories.Explain(name)).ToJson();
        string second = FolioTrace.Of(Stories.Explain(name)).ToJson();
        Assert.That(second, Is.EqualTo(first));
    }

    [TestCaseSource(nameof(Scenarios))]
    public void ATraceIsReadBackAsItWasWritten(string name)
    {
        FolioTrace trace = FolioTrace.Of(Stories.Explain(name));
        FolioTrace read = FolioTrace.Read(trace.ToJson());
        Assert.That(read.ToJson(), Is.EqualTo(trace.ToJson()));
        Assert.That(read.Steps, Has.Count.EqualTo(trace.Steps.Count));
        Assert.That(read.Head.Question, Is.EqualTo(trace.Head.Question));
        for (int i = 0; i < read.Steps.Count; i++)
        {
            Assert.That(JsonNode.DeepEquals(read.StateAt(i), trace.StateAt(i)), Is.True, $"step {i}");
        }
    }

    [TestCaseSource(nameof(Scenarios))]
    public void EveryChangeOfAHolderIsListedInTheStepThatMakesIt(string name)
    {
        FolioTrace trace = FolioTrace.Of(Stories.Explain(name));
        for (int i = 1; i < trace.Steps.Count; i++)
        {
            FolioTraceStep step = trace.Steps[i];
            if (step.Pfn is not { } pfn || trace.Steps.Take(i).All(s => s.Pfn != pfn))
            {
                continue;
            }

            Dictionary<string, int> listed = step.Moves.ToDictionary(static m => m.Kind, static m => m.Delta);
            Assert.That(
                Change(trace.StateAt(i - 1), trace.StateAt(i), $"0x{pfn:x}"), Is.EquivalentTo(listed), $"step {i}, {step.Function}");
        }
    }

    [Test]
    public void ADropNamesTheStepThatTook()
    {
        FolioTrace trace = FolioTrace.Of(Stories.Explain("gmem-allocate"));
        FolioTraceStep put = trace.Steps.Single(static s => s.Function == "folio_put");
        FolioTraceStep taken = trace.Steps[put.Cause!.Value];
        Assert.That((taken.Holder, taken.Delta), Is.EqualTo((put.Holder, 1)));
    }

    [Test]
    public void ATraceOfManyStepsHasKeyframes()
    {
        FolioTrace trace = Programs.Record(seed: 3, operations: 120, out List<MachineSnapshot> snapshots);
        Assert.That(trace.Steps, Has.Count.GreaterThan(2 * FolioTrace.KeyframeInterval));
        Assert.That(snapshots, Has.Count.EqualTo(trace.Steps.Count));
        FolioTrace read = FolioTrace.Read(trace.ToJson());
        foreach (int i in (int[])[0, 63, 64, 65, 127, 128, trace.Steps.Count - 1])
        {
            Assert.That(
                read.StateAt(i)["folios"]!.AsObject().Select(static f => f.Key),
                Is.EquivalentTo(snapshots[i].Folios.Keys.Select(static p => $"0x{p.Value:x}")), $"step {i}");
        }
    }

    [TestCase("{", "0 | LineNumber")]
    [TestCase("[]", "expected a JSON object")]
    [TestCase("""{"format":"folio-trace/2"}""", "expected 'folio-trace/1'")]
    [TestCase("""{"format":"folio-trace/1"}""", "expected a member 'head'")]
    [TestCase(
        """{"format":"folio-trace/1","head":{"machine":{"pages":1,"cpus":1},"holders":{}},"steps":[{"n":1}]}""",
        "step 0: n is 1, expected 0")]
    public void WhatIsNoTraceIsRefusedWithTheReason(string json, string reason) =>
        Assert.That(
            () => FolioTrace.Read(json), Throws.InstanceOf<BadFolioTraceException>().With.Message.Contains(reason.Split(" | ")[^1]));

    [Test]
    public void AGraphNamesEachStateOnceAndLeadsThroughItsStory()
    {
        StateGraph graph = ExplorationTrace.Of(Stories.Exhibit("split-lookup")).Graphs[1];
        int state = 0;
        foreach (string move in graph.Story)
        {
            Assert.That(graph.MovesFrom(state), Does.Contain(move));
            state = graph.After(state, move)!.Value;
        }

        Assert.That(graph.WrongIn(state), Does.StartWith("KernelBug"));
        Assert.That(graph.StateAt(state)["tasks"]!.AsObject(), Is.Not.Empty);
        Assert.That(
            Enumerable.Range(0, graph.Count).Select(
                i => graph.StateAt(i).ToJsonString() + graph.WrongIn(i) + string.Join(' ', graph.MovesFrom(i))).Distinct().Count(),
            Is.GreaterThan(graph.Count / 2), "most states can be told apart by what is drawn");
    }

    private static Dictionary<string, int> Change(JsonObject before, JsonObject after, string folio)
    {
        Dictionary<string, int> change = [];
        foreach ((JsonObject state, int sign) in ((JsonObject, int)[])[(before, -1), (after, 1)])
        {
            foreach (JsonNode? holder in state["folios"]![folio]?["holders"]?.AsArray() ?? [])
            {
                string kind = (string)holder!["kind"]!;
                change[kind] = change.GetValueOrDefault(kind) + (sign * (int)holder["count"]!);
            }
        }

        return change.Where(static c => c.Value != 0).ToDictionary();
    }
}
