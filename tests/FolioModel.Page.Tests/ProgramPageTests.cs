using System.Globalization;
using System.Text;

namespace FolioModel.Page.Tests;

/// <summary>Pages of random programs show the whole machine: every frame, list and tree at every step.</summary>
[TestFixture]
internal sealed class ProgramPageTests
{
    private static readonly int s_operations = Thoroughness.Of(full: 40, quick: 8);

    private static IEnumerable<int> Seeds => Thoroughness.Sample([3, 2, 1], every: 3);

    [TestCaseSource(nameof(Seeds))]
    public async Task EveryFrameListAndTreeIsTheSnapshotsForwardAndBack(int seed)
    {
        FolioTrace trace = Programs.Record(seed, s_operations, out List<MachineSnapshot> snapshots);
        await using OpenPage opened = await Browser.OpenAsync($"program-{seed}", ShowPage.Write(trace));
        int[] forward = [.. Enumerable.Range(0, trace.Steps.Count)];
        int[] order = [.. forward, .. forward.Reverse().Where(static n => n % 5 == 0)];
        foreach (int n in order)
        {
            await opened.Page.EvaluateAsync("n => { location.hash = `s=${n}`; }", n);
            await opened.Page.WaitForFunctionAsync("n => document.getElementById('position').textContent.startsWith(`${n} `)", n);
            SortedDictionary<string, string> shown = await Drawing.ReadAsync(opened.Page);
            SortedDictionary<string, string> expected = ModelFacts.Of(snapshots[n], f => shown.ContainsKey($"0x{f.Pfn.Value:x} count"));
            Assert.That(
                Drawing.Differences(
                    shown, expected,
                    fact =>
                        fact.StartsWith("list ", StringComparison.Ordinal)
                            && expected[fact].Split(' ').Length > 24), Is.Empty, $"step {n}");
            Assert.That(
                Drawing.Differences(
                    await Drawing.ReadOriginsAsync(opened.Page),
                    ModelFacts.OriginsOf(snapshots, n, f => shown.ContainsKey($"0x{f.Pfn.Value:x} count"))), Is.Empty, $"step {n}");
        }

        Assert.That(opened.Complaints, Is.Empty);
    }

    [Test]
    public async Task TheDrawnTreeReadsAsDescribeWritesIt()
    {
        Machine machine = new(new MachineOptions { Pages = 256, Ledger = true });
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data", Size = 1 << 24, MaxOrder = new Order(4) });
        FolioTraceRecorder recorder = FolioTraceRecorder.Attach(machine);
        foreach ((ulong index, int order) in ((ulong, int)[])[(16, 4), (3, 0), (300, 2), (301, 0), (70, 1)])
        {
            Folio folio = file.Pages.GetFolio(new PageIndex(index), FindFolioFlags.Grab, file.GfpMask, new Order(order)).Folio;
            folio.MarkDirty();
            folio.Unlock();
        }

        recorder.Note("the tree");
        await using OpenPage opened = await Browser.OpenAsync(
            "describe", ShowPage.Write(recorder.ToTrace(new FolioTraceHead("tree", "program"))));
        await opened.Page.ClickAsync("#last");
        SortedDictionary<string, string> shown = await Drawing.ReadAsync(opened.Page);
        Assert.That(DescribeFrom(shown), Is.EqualTo(SlotsOf(file.Pages.DescribeTree())));
    }

    /// <summary>The drawn slots as lines of Describe, without the counts of nodes.</summary>
    private static List<string> DescribeFrom(SortedDictionary<string, string> shown)
    {
        List<string> lines = [];
        foreach ((string name, string value) in shown.Where(static f => f.Key.StartsWith("tree ", StringComparison.Ordinal)))
        {
            string[] parts = name.Split(' ');
            (int shift, ulong first) = (
                int.Parse(parts[3].Split('/')[0], CultureInfo.InvariantCulture),
                ulong.Parse(parts[3].Split('/')[1], CultureInfo.InvariantCulture));
            int slot = int.Parse(parts[5], CultureInfo.InvariantCulture);
            string[] words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string marks = words[^1].All("dwt".Contains) ? words[^1] : "";
            int width = int.Parse(words[Array.IndexOf(words, "over") + 1], CultureInfo.InvariantCulture);
            StringBuilder line = new($"[{slot}] ");
            if (words[0] == "node")
            {
                line.Append("child");
            }
            else
            {
                ulong start = first + ((ulong)slot << shift);
                ulong last = start + ((ulong)width << shift) - 1;
                line.Append(start == last ? $"{start}" : $"{start}-{last}").Append($": p{words[1]}");
                line.Append(
                    width == 1 ? "" : width == 2 ? $", sibling in slot {slot + 1}" : $", siblings in slots {slot + 1}-{slot + width - 1}");
            }

            line.Append(marks.Length == 0 ? "" : $" [{string.Join(", ", marks.Select(static m => $"mark {"dwt".IndexOf(m)}"))}]");
            lines.Add(line.ToString());
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static List<string> SlotsOf(string description) =>
        [.. description.Split('\n').Select(static l => l.Trim()).Where(static l => l.StartsWith('[')).Order(StringComparer.Ordinal)];
}
