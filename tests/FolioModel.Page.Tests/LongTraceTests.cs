using System.Globalization;

namespace FolioModel.Page.Tests;

/// <summary>A step costs the same in a long trace as in a short one: what a step draws again does not grow with the trace.</summary>
[TestFixture]
internal sealed class LongTraceTests
{
    private const int Steps = 20;

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
    public async Task AStepOfALongTraceDrawsNoMoreThanOneOfAShortTrace()
    {
        int length = Thoroughness.Of(full: 5000, quick: 500);
        FolioTrace trace = Record(length);
        Assert.That(trace.Steps, Has.Count.GreaterThanOrEqualTo(length));
        (double drawnOfShort, _) = await MeasureAsync("short", Record(60));
        (double drawn, double seconds) = await MeasureAsync("long", trace);
        TestContext.Out.WriteLine($"{trace.Steps.Count} steps: {drawn:0} elements and {seconds * 1000:0.0} ms of processor's time each");
        Assert.That(drawn, Is.GreaterThan(10).And.LessThan(drawnOfShort * 1.2));
    }

    /// <summary>Reads a file of 24 pages again and again on a machine of 1,024 frames, and truncates it in between.</summary>
    private static FolioTrace Record(int length)
    {
        const int Pages = 24;
        Machine machine = new(new MachineOptions { Pages = 1024, Cpus = 2, Ledger = true });
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data", Size = 1 << 20 });
        EventCount events = new();
        machine.Observer = events;
        FolioTraceRecorder recorder = FolioTraceRecorder.Attach(machine);
        for (ulong i = 0; events.Count < length; i++)
        {
            Folio folio = file.Pages.GrabFolio(new PageIndex(i % Pages)).Folio;
            folio.Unlock();
            folio.MarkAccessed();
            folio.Put();
            if (i % (Pages * 4) == 0)
            {
                file.Truncate(new ByteOffset(0), new ByteOffset((1 << 20) - 1));
            }
        }

        return recorder.ToTrace(new FolioTraceHead("long", "program") { Question = "a long program" });
    }

    private sealed class EventCount : IMachineObserver
    {
        public KernelEventGroups Wants => KernelEventGroups.Pages;

        public int Count { get; private set; }

        public void OnEvent(Machine machine, in KernelEvent kernelEvent) => Count++;
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
