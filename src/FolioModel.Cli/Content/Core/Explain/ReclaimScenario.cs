using FolioModel.Cli.Explain;
using FolioModel.Groups;
using FolioModel.Reclaim;

namespace FolioModel.Cli.Content.Core;

/// <summary>Reclaim meets three pages: one that is unused, one that was used twice, and one that has another holder.</summary>
/// <param name="multiGeneration">Whether under the multi-generation LRU.</param>
internal sealed class ReclaimScenario(bool multiGeneration) : PressureScenario
{
    private const int Others = 300;

    public override string Name => multiGeneration ? "reclaim-mglru" : "reclaim-classic";

    public override string Summary => multiGeneration
        ? "the multi-generation LRU evicts: who goes, who moves to a younger generation, and which references does eviction need?"
        : "reclaim scans the inactive list: who goes, who stays, and which references does eviction need?";

    public override Explanation Run(ExplainRequest request)
    {
        (Machine machine, MemoryGroup group, AddressSpace file) = Build(multiGeneration);
        Folio unused = Read(file, 0);
        Folio held = Read(file, 1);
        Folio used = Read(file, 2);
        for (int i = 0; i < 5; i++)
        {
            Read(file, 2);
        }

        for (ulong page = 3; page < Others; page++)
        {
            Read(file, page);
        }

        machine.Batches.DrainAll();
        StepRecorder recorder = NewRecorder(request);
        recorder.Watch(unused, "read once, used by nobody");
        recorder.Watch(held, "read once");
        recorder.Watch(used, multiGeneration ? "read six times: its tier protects it" : "read six times: active");
        machine.Observer = recorder;
        Folio reader;
        using (machine.Current.Enter("my_read"))
        {
            reader = file.Pages.GetFolio(new PageIndex(1)).Folio;
        }

        long freed = group.Reclaim(new PageCount(1)).Value;
        machine.Observer = null;
        reader.Put();
        bool usedStays = file.Pages.Peek(new PageIndex(2)).IsFolio;
        ExplanationStep last = recorder.Steps.Last(s => s.Folio == recorder.Steps[0].Folio && s.Count > 0);
        string answer = $"Reclaim freed {freed} pages. The unused page went from a count of {last.Count}, {Sum(last)}: the isolation is "
            + $"reclaim's own, and the freeze needs the count to be exactly these. The page that my_read holds stayed "
            + $"({VerdictOn(1)}); the page that was read six times {(usedStays ? "stayed" : "went when nothing else was left")}"
            + $"{Reason(2)}.";
        Shadow shadow = Shadow.Unpack(file.Pages.Peek(PageIndex.Zero).Value);
        return new Explanation(Name, Summary, machine.Profile.Name, 0, $"{freed} pages freed", recorder.Steps, answer,
            [
                $"In the unused page's place the tree has a shadow, a number that says when it was evicted ({shadow.Eviction}) and that it "
                    + $"was {(shadow.Workingset ? "" : "not ")}of the working set. It holds no reference.",
            ]);
    }

    private static string Sum(ExplanationStep step) => string.Join(" + ", step.Holders.Select(static h => $"{h.Kind.Name} {h.Count}"));

    private string Reason(ulong page) => Verdicts.Any(v => v.Page == page) ? $" ({VerdictOn(page)})" : " and was not even looked at";
}
