using FolioModel.Cli.Explain;
using FolioModel.Groups;
using FolioModel.Reclaim;

namespace FolioModel.Cli.Content.Core;

/// <summary>A group's limit is met, and all its pages are held: a process ends, or the charge fails.</summary>
internal sealed class OutOfMemory : PressureScenario
{
    /// <summary>Steps that are shown of the many rounds of reclaim, which are all alike.</summary>
    private const int FirstSteps = 5;

    private static readonly ScenarioOption s_alone = new("alone", "no process is registered that could be ended");

    public override string Name => "oom";

    public override string Summary => "a limit is met and every page is held: what does reclaim try, and whose references are dropped?";

    public override IReadOnlyList<ScenarioOption> Options => [s_alone];

    public override Explanation Run(ExplainRequest request)
    {
        (Machine machine, MemoryGroup group, AddressSpace file) = Build(multiGeneration: false);
        group.Max = new PageCount(40);
        Holder small = new("small", group, machine.CreateTask("small", 0));
        Holder large = new("large", group, machine.CreateTask("large", 0));
        Folio first = large.Hold(file, 0, 30);
        small.Hold(file, 100, 9);
        if (!request.Has("alone"))
        {
            machine.OutOfMemory.Register(small);
            machine.OutOfMemory.Register(large);
        }

        machine.Batches.DrainAll();
        StepRecorder recorder = NewRecorder(request);
        recorder.Watch(first, "held by the larger process");
        recorder.AfterStep = _ => machine.Observer = recorder.Steps.Count == FirstSteps ? null : recorder;
        machine.Observer = recorder;
        large.WhenKilled = () => machine.Observer = recorder;
        FolioResult result;
        using (machine.Current.Enter("my_read"))
        {
            result = file.Pages.GrabFolio(new PageIndex(1000));
            if (result.IsOk)
            {
                result.Folio.Unlock();
                result.Folio.Put();
            }
        }

        machine.Observer = null;
        if (result.IsOk)
        {
            recorder.AddNothing(machine, "(afterwards)", "the folio is free, and the charge went through");
        }
        else
        {
            recorder.AddState(first, "(afterwards)", "every round ends like the first: nothing could go");
        }

        int refused = Verdicts.Count(static v => v.Verdict == FolioVerdict.KeptReferenceHeld);
        string end = machine.OutOfMemory.LastVictim is { } victim
            ? $"so '{victim.Name}' is ended, which holds most; its references go, and reclaim frees what they kept"
            : $"and no process can be ended: the charge fails with {result.Error}";
        string answer = $"Reclaim judged {Verdicts.Count} times; {refused} folios had a reference more than the page cache's and its own, "
            + $"{end}.";
        string outcome = result.IsOk ? "1 process ended" : $"{result.Error}";
        return new Explanation(Name, Summary, machine.Profile.Name, 0, outcome, recorder.Steps, answer,
            [$"memory.events: max {group.Events.Max}, oom {group.Events.OutOfMemory}, oom_kill {group.Events.OutOfMemoryKills}."]);
    }

    /// <summary>A process that holds pages of a file.</summary>
    private sealed class Holder(string name, MemoryGroup group, KernelTask task) : IOutOfMemoryVictim
    {
        private readonly List<Folio> _folios = [];

        public string Name => name;

        public PageCount Memory => new(_folios.Count);

        public MemoryGroup? Group => group;

        /// <summary>Called before the process ends, or null.</summary>
        public Action? WhenKilled { get; set; }

        public Folio Hold(AddressSpace file, int from, int pages)
        {
            task.Group = group;
            using Machine.TaskScope scope = file.Machine.RunAs(task);
            using KernelTask.FunctionScope function = task.Enter($"{name}_read");
            for (int page = from; page < from + pages; page++)
            {
                Folio folio = file.Pages.GrabFolio(new PageIndex((ulong)page)).Folio;
                folio.Unlock();
                _folios.Add(folio);
            }

            return _folios[0];
        }

        public void Kill()
        {
            WhenKilled?.Invoke();
            using Machine.TaskScope scope = _folios[0].Machine.RunAs(task);
            using KernelTask.FunctionScope function = task.Enter("exit_files");
            foreach (Folio folio in _folios)
            {
                folio.Put();
            }
        }
    }
}
