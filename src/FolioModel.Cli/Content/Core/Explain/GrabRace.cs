using FolioModel.Cli.Explain;

namespace FolioModel.Cli.Content.Core;

/// <summary>Two tasks grab one absent page: both allocate, one inserts, the other's folio is freed.</summary>
internal sealed class GrabRace : Scenario
{
    public override string Name => "grab-race";

    public override string Summary => "two tasks grab the same absent page: which folio survives, and what becomes of the other?";

    public override IReadOnlyList<ScenarioOption> Options => [ScenarioOption.Kernel];

    public override Explanation Run(ExplainRequest request)
    {
        WhileAllocating rival = new();
        Machine machine = NewMachine(KernelProfileOf(request), rival);
        AddressSpace file = machine.CreateAddressSpace();
        KernelTask loser = machine.CreateTask("task 1 on CPU 0", 0);
        KernelTask winner = machine.CreateTask("task 2 on CPU 1", 1);
        StepRecorder recorder = NewRecorder(request);
        recorder.WatchNewFolios();
        machine.Observer = recorder;

        // Task 1 has looked, found nothing, and is allocating: right then task 2 runs the whole of its own grab.
        Folio wonBy2 = default;
        rival.Meanwhile = () =>
        {
            using (machine.RunAs(winner))
            using (winner.Enter("my_write"))
            {
                wonBy2 = file.Pages.GrabFolio(PageIndex.Zero).Folio;
                wonBy2.Unlock();
            }
        };
        Folio gotBy1;
        using (machine.RunAs(loser))
        using (loser.Enter("my_write"))
        {
            gotBy1 = file.Pages.GrabFolio(PageIndex.Zero).Folio;
            gotBy1.Unlock();
        }

        recorder.AddState(gotBy1, "(both have it)", "one folio, held by the page cache, a batch slot, and each of the two tasks");
        Put(machine, loser, gotBy1);
        Put(machine, winner, wonBy2);
        machine.Observer = null;
        ExplanationStep freed = recorder.Steps.First(s => s.Event == KernelEventKind.MmPageFree);
        IEnumerable<string> drops = recorder.Steps.Where(s => s.Folio == freed.Folio && s.Delta < 0)
            .Select(static s => $"that of the {s.Changed?.Name} in {s.Function}");
        string answer =
            $"Folio {recorder.Steps[^1].Folio} survives because its insertion came first; the insertion of folio {freed.Folio} found the "
            + $"place taken, its references were given back ({string.Join(", then ", drops)}), and {freed.Task} looked up again.";
        return new Explanation(
            Name, Summary, machine.Profile.Name, 0, gotBy1 == wonBy2 ? "both got the same folio" : "two folios", recorder.Steps, answer,
            ["Exactly one insertion into an absent place succeeds; the other sees EEXIST with every count undone."]);
    }

    private static void Put(Machine machine, KernelTask task, Folio folio)
    {
        using (machine.RunAs(task))
        using (task.Enter("my_write"))
        {
            folio.Put();
        }
    }

    /// <summary>Lets something happen in the middle of the next allocation.</summary>
    private sealed class WhileAllocating : IAllocationFaults
    {
        public Action? Meanwhile { get; set; }

        public bool FailsPages(Order order, GfpFlags gfp)
        {
            Action? meanwhile = Meanwhile;
            Meanwhile = null;
            meanwhile?.Invoke();
            return false;
        }
    }
}
