using FolioModel.Cli.Explain;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>The same pattern in hugetlbfs: no LRU, no batch, and the folio comes from a pool.</summary>
internal sealed class HugetlbFallocate : Scenario
{
    private static readonly HolderWords s_user = new(
        HugetlbHolders.User,
        "out of the pool, where its count was 0: the one reference is the caller's",
        "the caller gives its own reference back; the folio stays",
        "the caller gives its own reference back, and the folio goes to its pool",
        "the caller's own reference, the one that taking the folio from the pool made");

    public override string Name => "hugetlb-fallocate";

    public override string Summary => "the same pattern in hugetlbfs: no LRU, no batch, and a hole gives the folio back to its pool";

    public override IReadOnlyList<ScenarioOption> Options => [ScenarioOption.Kernel];

    public override Explanation Run(ExplainRequest request)
    {
        Machine machine = NewMachine(KernelProfileOf(request));
        HugePagePool pool = new(machine);
        pool.Resize(2);
        HugetlbMount mount = HugetlbMount.Mount(pool).Mount!;
        HugetlbFile file = mount.CreateFile("hugetlb");
        StepRecorder recorder = NewRecorder(request, s_user);
        recorder.WatchPool(HugetlbHolders.User);
        machine.Observer = recorder;
        Errno error = file.Fallocate(FallocateMode.None, default, 2L << 20);
        int allocated = recorder.Steps.Count;
        file.Fallocate(FallocateMode.KeepSize | FallocateMode.PunchHole, default, 2L << 20);
        machine.Observer = null;
        return new Explanation(
            Name, Summary, machine.Profile.Name, Order.Pmd.Value, error.ToString(), recorder.Steps,
            OwnReference.AnswerFrom(recorder.Steps.Take(allocated), s_user),
            [
                machine.Profile.PooledIndexInBasePages
                    ? "The page cache holds a reference for each of the 512 pages. Before 6.7 it held 1 for the whole huge page: "
                        + "--profile 2023."
                    : "Before 6.7 the page cache holds 1 for the whole huge page, indexed in huge pages; since then one for each of its "
                        + "512 pages.",
                "There is no third reference in between: hugetlb folios are on no LRU list and in no batch.",
                $"After the hole the pool has {pool.Counters.Free} of {pool.Counters.Total} folios free: the last put returns a folio "
                    + $"there, with count 0.",
            ]);
    }
}
