using FolioModel.Cli.Explain;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>Conversion between private and shared: refused while an unknown holder has a folio.</summary>
internal sealed class GmemConvert : GmemScenario
{
    public override string Name => "gmem-convert";

    public override string Summary => "conversion of private memory in place is refused: who holds the folio, and what makes it safe?";

    public override IReadOnlyList<ScenarioOption> Options => [ProfileOption];

    public override Explanation Run(ExplainRequest request)
    {
        GmemProfile profile = ProfileOf(request, 0);
        Machine machine = NewMachine(profile.Kernel);
        GuestMemfd file = NewFile(machine, profile, 0);
        KernelTask other = machine.CreateTask("vcpu on CPU 1", 1);
        using (machine.RunAs(other))
        {
            file.Fallocate(FallocateMode.KeepSize, default, 4 * PageSize.Bytes);
        }

        StepRecorder recorder = NewRecorder(request);
        recorder.Watch(file.Mapping.Pages.Peek(PageIndex.Zero).Folio, "allocated by a task on CPU 1, whose batch is not drained yet");
        machine.Observer = recorder;
        GmemConversion refused = file.Convert(PageIndex.Zero, new PageCount(4), toPrivate: false, drain: false);
        recorder.AddState(
            file.Mapping.Pages.Peek(PageIndex.Zero).Folio, "(refused)",
            $"{refused.Error}: page {refused.UnsafeIndex} is held by {string.Join(" and ", refused.Holders)}");
        GmemConversion done = file.Convert(PageIndex.Zero, new PageCount(4), toPrivate: false, drain: true);
        machine.Observer = null;
        recorder.AddState(file.Mapping.Pages.Peek(PageIndex.Zero).Folio, "(converted)", done.IsSafe ? "safe: converted" : $"{done.Error}");
        string answer = $"The test wants the page cache's references and its own and no other; page {refused.UnsafeIndex} was also held by "
            + $"{string.Join(" and ", refused.Holders)}, which goes when the batches of all CPUs are drained.";
        return new Explanation(
            Name, Summary, profile.Name, 0, $"{refused.Error}, then {done.Error}", recorder.Steps, answer,
            ["Draining only the batches of the converting CPU would not help: the slot belongs to another one."]);
    }
}
