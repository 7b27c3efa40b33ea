using System.Globalization;

namespace FolioModel.Page.Tests;

/// <summary>A step costs the same in a long trace as in a short one: what a step draws again does not grow with the trace.</summary>
[TestFixture]
internal sealed class LongTraceTests
{
    private const int Steps = 20;

    /// <summary>A frame is 16 ms. The bound is of the processor's time, and generous, for a machine that is slow or busy.</summary>
    private const double MostSeconds = 0.16;

    private const string CountScript = """
        async (steps) => {
          let drawn = 0;
          const seen = new MutationObserver((changes) => {
            const size = (list) => [...list].reduce((sum, n) => sum + 1 + (n.querySelectorAll?.('*').length ?? 0), 0);
            drawn += changes.reduce((sum, c) => sum + size(c.addedNodes) + size(c.removedNodes), 0);
          });
          seen.observe(document.body, { childList: true, subtree: true });
          for (let i = 0; i < steps; i++) {
            document.getElementById('next').click();
            await new Promise((go) => requestAnimationFrame(go));
          }
          return drawn / steps;
        }
        """;

    [Test]
    public async Task AStepOfALongTraceDrawsNoMoreThanOneOfAShortTraceAndTakesAFrame()
    {
        FolioTrace trace = Programs.Record(seed: 5, operations: Thoroughness.Of(full: 2400, quick: 120));
        Assert.That(trace.Steps, Has.Count.GreaterThan(Thoroughness.Of(full: 5000, quick: 250)));
        (double drawnOfShort, _) = await MeasureAsync("short", Programs.Record(seed: 5, operations: 30));
        (double drawn, double seconds) = await MeasureAsync("long", trace);
        TestContext.Out.WriteLine($"{trace.Steps.Count} steps: {drawn:0} elements and {seconds * 1000:0.0} ms of processor's time each");
        Assert.That(drawn, Is.GreaterThan(10).And.LessThan(drawnOfShort * 1.2));
        Assert.That(seconds, Is.LessThan(MostSeconds));
    }

    /// <summary>The elements that come and go in a step, and the time of the page's thread that a step takes.</summary>
    /// <remarks>Both traces begin alike, so their first steps draw the same machine.</remarks>
    private static async Task<(double Elements, double Seconds)> MeasureAsync(string name, FolioTrace trace)
    {
        await using OpenPage opened = await Browser.OpenAsync(name, ShowPage.Write(trace));
        ICDPSession session = await opened.Page.Context.NewCDPSessionAsync(opened.Page);
        await session.SendAsync("Performance.enable", new Dictionary<string, object> { ["timeDomain"] = "threadTicks" });
        double before = await SecondsAsync(session);
        double elements = await opened.Page.EvaluateAsync<double>(CountScript, Steps);
        double after = await SecondsAsync(session);
        Assert.That(await opened.Page.InnerTextAsync("#position"), Does.StartWith($"{Steps.ToString(CultureInfo.InvariantCulture)} "));
        Assert.That(opened.Complaints, Is.Empty);
        return (elements, (after - before) / Steps);
    }

    private static async Task<double> SecondsAsync(ICDPSession session) =>
        (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .Single(static m => m.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
}
