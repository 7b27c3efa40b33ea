using FolioModel.Cli.Explain;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>The folios that a punched hole frees, and the moment.</summary>
internal sealed class GmemPunchHole : GmemScenario
{
    public override string Name => "gmem-punch-hole";

    public override string Summary => "a hole is punched: who still holds the folio, and when is its memory free?";

    public override IReadOnlyList<ScenarioOption> Options =>
    [
        ScenarioOption.Order,
        ProfileOption,
        new("remote-batch", "Another CPU's batch still holds the folio."),
    ];

    public override Explanation Run(ExplainRequest request)
    {
        int order = PageOrPmd(request);
        GmemProfile profile = ProfileOf(request, order);
        bool remote = request.Has("remote-batch");
        if (remote && order != 0)
        {
            throw new UsageException("--remote-batch needs --order 0: a large folio never rests in a batch");
        }

        Machine machine = NewMachine(profile.Kernel);
        GuestMemfd file = NewFile(machine, profile, order);
        StepRecorder recorder = NewRecorder(request);
        KernelTask other = machine.CreateTask("vcpu on CPU 1", 1);
        using (machine.RunAs(remote ? other : machine.Boot))
        {
            file.Fallocate(FallocateMode.KeepSize, default, BytesOf(order));
        }

        if (!remote)
        {
            machine.Batches.DrainAll();
        }

        recorder.Watch(
            file.Mapping.Pages.Peek(PageIndex.Zero).Folio,
            remote ? "allocated by a task on CPU 1, whose batch is not drained yet" : "cached, drained, idle");
        machine.Observer = recorder;
        Errno error = file.Fallocate(FallocateMode.KeepSize | FallocateMode.PunchHole, default, BytesOf(order));
        int punched = recorder.Steps.Count;
        if (remote)
        {
            machine.Batches.Drain(1);
        }

        machine.Observer = null;
        return new Explanation(
            Name, Summary, profile.Name, order, error.ToString(), recorder.Steps, AnswerFrom(recorder.Steps, punched), RemarksOn(file));
    }

    private static string AnswerFrom(IReadOnlyList<ExplanationStep> steps, int punched)
    {
        ExplanationStep last = steps[punched - 1];
        ExplanationStep end = steps[^1];
        return last.Count == 0
            ? $"When the punch returns the memory is free: the last reference was dropped in {steps.Last(s => s.Delta < 0).Function}."
            : $"When the punch returns the memory is not free: {string.Join(" and ", last.Holders)} still holds the folio, outside the "
                + $"file, "
                + $"and it is freed when that goes, in {steps.Last(s => s.Delta < 0).Function} (count {end.Count}).";
    }

    private static List<string> RemarksOn(GuestMemfd file) =>
    [
        $"Pages in the file afterwards: {file.Mapping.Pages.Count}. Leaving the file and freeing the memory are two things.",
        "Punching drains the batches of its own CPU when it finds something, never those of another CPU.",
    ];
}
