using FolioModel.Cli.Explain;
using FolioModel.Groups;
using FolioModel.Reclaim;
using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core;

/// <summary>The life of an anonymous page: written, swapped out by reclaim, and brought back by a fault.</summary>
internal sealed class SwapAnon : PressureScenario
{
    /// <summary>Runs of reclaim after which a page that may go at all has gone.</summary>
    private const int Rounds = 3;

    private static readonly ScenarioOption s_forked = new("forked", "A child of the process maps the page too.");
    private static readonly ScenarioOption s_pinned = new("pinned", "A device has the page pinned.");

    public override string Name => "swap-anon";

    public override string Summary => "an anonymous page is swapped out and comes back: who holds it on the way, and what holds its slot?";

    public override IReadOnlyList<ScenarioOption> Options => [s_forked, s_pinned];

    public override Explanation Run(ExplainRequest request)
    {
        RefuseTogether(request, "pinned", "forked");
        (Machine machine, MemoryGroup group, _) = Build(multiGeneration: false);
        SwapArea area = machine.Swap.SwapOn(256);
        ProcessMemory process = machine.CreateProcess("process");
        VirtualPage page = process.MapAnonymous(1).First;
        StepRecorder recorder = NewRecorder(request);
        recorder.WatchNewFolios();
        machine.Observer = recorder;
        process.Touch(page, write: true);
        Folio folio = process.FolioAt(page);
        machine.Batches.DrainAll();
        ProcessMemory? child = request.Has("forked") ? process.TryFork("child") : null;
        if (request.Has("pinned"))
        {
            using KernelTask.FunctionScope function = machine.Current.Enter("my_device_start");
            process.Pin(page, 1, write: true);

            // Every further round ends like the first that gets so far.
            recorder.AfterStep = _ => machine.Observer =
                Verdicts.Any(static v => v.Verdict == FolioVerdict.KeptUnswappable) ? null : recorder;
        }

        // Reclaim knows the sizes of the lists from the last flush only.
        for (int round = 0; round < Rounds && process.SwapAt(page) is null; round++)
        {
            group.FlushStatistics();
            group.Reclaim(new PageCount(1));
        }

        if (process.SwapAt(page) is not { } slot)
        {
            recorder.AddState(folio, "(afterwards)", $"still mapped: {VerdictOn(page.Value)}");
            machine.Observer = null;
            return Refused(machine, recorder, page);
        }

        int users = area.CountOf(slot);
        recorder.AddNothing(machine, "(swapped out)",
            $"the contents are in {slot}, which counts {users}: one for each page-table entry that names it");
        return BroughtBack(machine, recorder, page, slot, child);
    }

    /// <summary>The page stayed, because reclaim takes a pinned folio for one that a device writes.</summary>
    private Explanation Refused(Machine machine, StepRecorder recorder, VirtualPage page)
    {
        ExplanationStep last = recorder.Steps[^1];
        string answer = $"Reclaim isolated the page and let it stay ({VerdictOn(page.Value)}): a count of {last.Count}, {last.Sum}, is at "
            + $"least {Folio.PinBias}, so that a device may be writing the page, and a copy in swap would miss what it writes.";
        return new Explanation(Name, Summary, machine.Profile.Name, 0, "not swapped out", recorder.Steps, answer,
            [$"Slots in use: {machine.Swap.Areas.Single().PagesInUse}. A page is not given a slot while it may be pinned."]);
    }

    private Explanation BroughtBack(Machine machine, StepRecorder recorder, VirtualPage page, SwapEntry slot, ProcessMemory? child)
    {
        ExplanationStep peak = recorder.Steps.First(static s => s.AmountOf(HolderKind.SwapCache) > 0);
        ExplanationStep frozen = recorder.Steps.Last(static s => s.Event == KernelEventKind.PageRefFreeze);
        SwapArea area = machine.Swap.AreaOf(slot)!;
        ProcessMemory process = machine.Processes[0];
        MemoryGroup group = process.Group!;
        bool isShadowed = area.Cache.Peek(slot).IsValue;
        process.Touch(page, write: false);
        AddSlot(recorder, machine, area, slot, "the process has its page again");
        if (child is not null)
        {
            child.Touch(page, write: false);
            AddSlot(recorder, machine, area, slot, "the child's entry shows the same page");
        }

        machine.Batches.DrainAll();
        ExplanationStep back = recorder.Steps.Last(static s => s.AmountOf(HolderKind.PageTable) > 0);
        if (child is not null)
        {
            process.Exit();
            child.Exit();
            AddSlot(recorder, machine, area, slot, "both processes have ended");
        }

        machine.Observer = null;
        string comesBack = child is null
            ? "It was the only user, so the fault reads the slot without the swap cache and frees it"
            : "Two entries named the slot, so the fault reads it through the swap cache, which keeps the slot and a reference until a "
                + "process ends and no entry names the slot";
        string answer = $"With its slot the page has {peak.Count}: {peak.Sum}. Unmapping leaves the slot in each entry's place and drops "
            + $"the entry's reference; the freeze then needs exactly {frozen.Sum}. {comesBack}; "
            + $"the new folio has {back.Count}: {back.Sum}.";
        return new Explanation(Name, Summary, machine.Profile.Name, 0,
            $"{machine.Statistics.SwappedOut} page out, {machine.Statistics.SwappedIn} in", recorder.Steps, answer,
            [
                $"A shadow stood in the slot: {(isShadowed ? "yes" : "no")}. workingset_refault_anon "
                    + $"{group.Own(GroupCounter.WorkingsetRefaultAnon)}, workingset_activate_anon "
                    + $"{group.Own(GroupCounter.WorkingsetActivateAnon)}.",
                $"Verdicts on the page, in order: {string.Join(", ", Verdicts.Select(static v => v.Verdict))}.",
            ]);
    }

    private static void AddSlot(StepRecorder recorder, Machine machine, SwapArea area, SwapEntry slot, string note) =>
        recorder.AddNothing(machine, "(the slot)",
            $"{note}; {slot} counts {area.CountOf(slot)}{(area.IsCached(slot) ? " and the swap cache" : "")}; "
                + $"slots in use: {area.PagesInUse}");
}
