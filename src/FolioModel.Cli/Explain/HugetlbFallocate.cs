using FolioModel.Hugetlb;

namespace FolioModel.Cli.Explain;

/// <summary>The same pattern in hugetlbfs: no LRU, no batch, and the folio comes from a pool.</summary>
internal sealed class HugetlbFallocate : Scenario
{
    public override string Name => "hugetlb-fallocate";

    public override string Summary => "the same pattern in hugetlbfs: no LRU, no batch, and a hole gives the folio back to its pool";

    public override Explanation Run(ExplainRequest request)
    {
        Machine machine = NewMachine(KernelProfile.Linux612);
        HugePagePool pool = new(machine);
        pool.Resize(2);
        HugetlbMount mount = HugetlbMount.Mount(pool).Mount!;
        HugetlbFile file = mount.CreateFile("hugetlb");
        StepRecorder recorder = new();
        recorder.WatchPool();
        machine.Observer = recorder;
        Errno error = file.Fallocate(FallocateMode.None, default, 2L << 20);
        int allocated = recorder.Steps.Count;
        file.Fallocate(FallocateMode.KeepSize | FallocateMode.PunchHole, default, 2L << 20);
        machine.Observer = null;
        return new Explanation(
            Name, Summary, machine.Profile.Name, Order.Pmd.Value, error.ToString(), recorder.Steps,
            OwnReference.AnswerFrom(recorder.Steps.Take(allocated), "hugetlbfs_fallocate"),
            [
                "There is no third reference in between: hugetlb folios are on no LRU list and in no batch.",
                $"After the hole the pool has {pool.Counters.Free} of {pool.Counters.Total} folios free: the last put returns a folio there, with count 0.",
            ]);
    }
}
