using FolioModel.Cli.Explain;
using FolioModel.Groups;
using FolioModel.Reclaim;

namespace FolioModel.Cli.Content.Core;

/// <summary>An evicted page comes back, and its shadow says how long it was away.</summary>
internal sealed class Refault : PressureScenario
{
    public override string Name => "refault";

    public override string Summary => "a page that was evicted is read again: what does its shadow say, and who holds the new folio?";

    public override Explanation Run(ExplainRequest request)
    {
        (Machine machine, MemoryGroup group, AddressSpace file) = Build(multiGeneration: false);
        for (ulong page = 0; page < 100; page++)
        {
            Read(file, page);
            if (page >= 40)
            {
                Read(file, page);
                Read(file, page);
            }
        }

        machine.Batches.DrainAll();
        group.Reclaim(new PageCount(40));
        group.FlushStatistics();
        Shadow shadow = Shadow.Unpack(file.Pages.Peek(PageIndex.Zero).Value);
        long distance = machine.WorkingSet.DistanceOf(shadow);
        long active = group.Flushed(GroupCounter.ActiveFile);
        StepRecorder recorder = NewRecorder(request);
        recorder.WatchNewFolios();
        machine.Observer = recorder;
        Folio folio;
        using (machine.Current.Enter("my_read"))
        {
            folio = Read(file, 0);
        }

        machine.Batches.DrainAll();
        recorder.AddState(folio, "(afterwards)", folio.Has(FolioFlags.Active) ? "on the active list" : "on the inactive list");
        machine.Observer = null;
        ExplanationStep last = recorder.Steps[^1];
        string answer = $"The shadow says that {distance} pages were evicted or activated since: no more than the {active} active pages, "
            + $"so the page would have stayed with a little more memory, and it comes back "
            + $"{(folio.Has(FolioFlags.Active) ? "active" : "inactive")}. A shadow holds no reference; the new folio has "
            + $"{last.Count}, {string.Join(" + ", last.Holders.Select(static h => $"{h.Kind.Name} {h.Count}"))}.";
        return new Explanation(Name, Summary, machine.Profile.Name, 0,
            $"{machine.Statistics.WorkingsetActivate} refault activated", recorder.Steps, answer,
            [$"workingset_refault_file {machine.Statistics.WorkingsetRefault}, workingset_activate_file "
                + $"{machine.Statistics.WorkingsetActivate}."]);
    }
}
